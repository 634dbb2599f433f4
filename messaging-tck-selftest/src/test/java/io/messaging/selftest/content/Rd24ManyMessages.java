package io.messaging.selftest.content;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Shows the limits of its pages: RD-24. */
public final class Rd24ManyMessages {

    private Rd24ManyMessages() {}

    public static List<Mutant> all() {
        return Stream.of(large(), positions(), content()).flatMap(List::stream).toList();
    }

    private static List<Mutant> large() {
        return List.of(
                atMost("reads at most a thousand", 1_000),
                atMost("reads at most 9,999", 9_999),
                Mutant.of(
                        "RD-24",
                        "loses the last of each page",
                        "missing (10)",
                        correct -> Faults.sorts(correct, list -> {
                            List<Message> kept = new ArrayList<>(list);
                            for (int i = list.size() / 1_000 * 1_000 - 1; i > 0; i -= 1_000) {
                                kept.remove(i);
                            }
                            return kept;
                        })),
                Mutant.of(
                        "RD-24",
                        "takes at most 5,000 ids in one request",
                        "getMessagesById of all",
                        correct -> Changes.byId(
                                correct,
                                (backend, namespace, ids, right) -> backend.getMessagesById(
                                        namespace, ids == null || ids.size() <= 5_000 ? ids : ids.subList(0, 5_000)))),
                Mutant.shared(
                        "RD-24",
                        "keeps the newest 8,000 of a topic",
                        "missing (2000)",
                        () -> correct -> Faults.sorts(
                                correct,
                                list -> list.size() <= 8_000 ? list : list.subList(list.size() - 8_000, list.size()))));
    }

    private static List<Mutant> positions() {
        return List.of(Mutant.of(
                "RD-24",
                "since gives at most 4,999",
                "Since the middle",
                correct -> Changes.since(
                        correct,
                        (backend, topic, since, right) ->
                                since.bits() == 0 ? right : right.subList(0, Math.min(4_999, right.size())))));
    }

    private static List<Mutant> content() {
        return List.of(Mutant.of(
                "RD-24",
                "gives the first message of each page the payload of the last before it",
                "these differ",
                correct -> Changes.topic(correct, (backend, topic, right) -> {
                    List<Message> read = new ArrayList<>(right);
                    for (int i = 1_000; i < read.size(); i += 1_000) {
                        read.set(
                                i,
                                read.get(i).toBuilder()
                                        .payload(right.get(i - 1).payload())
                                        .build());
                    }
                    return read;
                })));
    }

    private static Mutant atMost(String name, int most) {
        return Mutant.of(
                "RD-24",
                name,
                "missing (" + (10_000 - most) + ")",
                correct -> Faults.sorts(correct, list -> list.size() <= most ? list : list.subList(0, most)));
    }
}
