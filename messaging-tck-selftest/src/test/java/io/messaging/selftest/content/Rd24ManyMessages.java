package io.messaging.selftest.content;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;

/** Exposes the limits of its pages: RD-24. */
final class Rd24ManyMessages {
    static final Mutant AT_MOST_1000 = atMost("reads at most a thousand", 1_000);

    static final Mutant AT_MOST_9999 = atMost("reads at most 9,999", 9_999).representative();

    static final Mutant LOSES_LAST_OF_PAGE = Mutant.of("RD-24", "loses the last message of each page")
            .fault("missing (10)", Faults.sorts(list -> {
                List<Message> kept = new ArrayList<>(list);
                for (int i = list.size() / 1_000 * 1_000 - 1; i > 0; i -= 1_000) {
                    kept.remove(i);
                }
                return kept;
            }));

    static final Mutant AT_MOST_5000_IDS = Mutant.of("RD-24", "takes at most 5,000 ids in one request")
            .fault(
                    "getMessagesById of all",
                    Changes.byId((backend, namespace, ids, right) -> backend.getMessagesById(
                            namespace, ids == null || ids.size() <= 5_000 ? ids : ids.subList(0, 5_000))));

    static final Mutant KEEPS_NEWEST_8000 = Mutant.of("RD-24", "keeps the newest 8,000 of a topic")
            .sharedFault(
                    "missing (2000)",
                    () -> Faults.sorts(
                            list -> list.size() <= 8_000 ? list : list.subList(list.size() - 8_000, list.size())));

    static final Mutant SINCE_AT_MOST_4999 = Mutant.of("RD-24", "since returns at most 4,999")
            .fault(
                    "Since the middle",
                    Changes.since((backend, topic, since, right) ->
                            since.bits() == 0 ? right : right.subList(0, Math.min(4_999, right.size()))));

    static final Mutant PAYLOAD_OF_PREVIOUS_PAGE = Mutant.of(
                    "RD-24", "gives the first message of each page the payload of the message before it")
            .fault("these differ", Changes.topic((backend, topic, right) -> {
                List<Message> read = new ArrayList<>(right);
                for (int i = 1_000; i < read.size(); i += 1_000) {
                    read.set(
                            i,
                            read.get(i).toBuilder()
                                    .payload(right.get(i - 1).payload())
                                    .build());
                }
                return read;
            }));

    private static Mutant atMost(String name, int most) {
        return Mutant.of("RD-24", name)
                .fault(
                        "missing (" + (10_000 - most) + ")",
                        Faults.sorts(list -> list.size() <= most ? list : list.subList(0, most)));
    }
}
