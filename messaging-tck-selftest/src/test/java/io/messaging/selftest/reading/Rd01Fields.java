package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Loses or changes fields: RD-01. */
final class Rd01Fields {
    private static final Set<String> SOME_FIELDS = Set.of("field_of_the_future", "zzz", "");

    static final Mutant DROPS_UNKNOWN_FIELDS = Mutant.of("RD-01", "drops unknown fields")
            .inEveryBuild()
            .fault("field_of_the_future was", Faults.reads(message -> Contents.without(message, SOME_FIELDS)));

    static final Mutant DROPS_NULL_FIELDS = Mutant.of("RD-01", "drops fields that are null")
            .fault("ttl was null and is missing", Faults.reads(message -> {
                Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
                return fields.values().removeIf(Objects::isNull) ? Message.fromFields(fields) : message;
            }));

    static final Mutant BY_ID_LOSES_THREAD = Mutant.of("RD-01", "loses the thread, by id only")
            .representative()
            .fault(
                    "getMessagesById gives back every field",
                    Changes.byId((backend, namespace, ids, right) -> right.stream()
                            .map(message -> Contents.without(message, Set.of("thread")))
                            .toList()));

    static final Mutant NEXT_LOSES_ROUTING_SLIP = Mutant.of("RD-01", "loses the routing slip, in next only")
            .fault(
                    "routing_slip was",
                    Changes.next((backend, topic, since, right) ->
                            right.map(message -> Contents.without(message, Set.of("routing_slip")))));

    static final Mutant FILLS_IN_TOPIC = Mutant.of("RD-01", "fills in the topic that a message was published to")
            .alsoBreaking("they compare whole messages too", "SUB-01 DUR-05")
            .fault("topic_published_to was", Faults.stores((backend, namespace, topic, message) -> {
                Message filled = message == null || message.topicPublishedTo().isPresent()
                        ? message
                        : message.toBuilder().topicPublishedTo(topic).build();
                backend.storeMessage(namespace, topic, filled);
            }));

    static final Mutant SINCE_LOSES_HISTORY = Mutant.of("RD-01", "loses the history, in since only")
            .fault(
                    "Since an id",
                    Changes.since((backend, topic, since, right) -> since.bits() == 0
                            ? right
                            : right.stream()
                                    .map(m -> m.toBuilder()
                                            .messageHistory(List.of())
                                            .build())
                                    .toList()));
}
