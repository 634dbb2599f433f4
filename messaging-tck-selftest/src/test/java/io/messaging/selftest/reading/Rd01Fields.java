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
import java.util.stream.Stream;

/** Loses or changes fields: RD-01. */
public final class Rd01Fields {

    private static final Set<String> SOME_FIELDS = Set.of("field_of_the_future", "zzz", "");

    private Rd01Fields() {}

    public static List<Mutant> all() {
        return Stream.of(fields(), content()).flatMap(List::stream).toList();
    }

    private static List<Mutant> fields() {
        return List.of(
                Mutant.of(
                        "RD-01",
                        "drops the fields it does not know",
                        "field_of_the_future was",
                        correct -> Faults.reads(correct, message -> Contents.without(message, SOME_FIELDS))),
                Mutant.of(
                        "RD-01",
                        "drops fields that are null",
                        "ttl was null and is missing",
                        correct -> Faults.reads(correct, message -> {
                            Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
                            return fields.values().removeIf(Objects::isNull) ? Message.fromFields(fields) : message;
                        })),
                Mutant.of(
                        "RD-01",
                        "loses the thread, by id only",
                        "getMessagesById gives back every field",
                        correct -> Changes.byId(
                                correct,
                                (backend, namespace, ids, right) -> right.stream()
                                        .map(message -> Contents.without(message, Set.of("thread")))
                                        .toList())),
                Mutant.of(
                        "RD-01",
                        "loses the routing slip, in next only",
                        "routing_slip was",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) ->
                                        right.map(message -> Contents.without(message, Set.of("routing_slip"))))),
                Mutant.of(
                                "RD-01",
                                "fills in the topic that a message was published to",
                                "topic_published_to was",
                                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                    Message filled = message == null
                                                    || message.topicPublishedTo()
                                                            .isPresent()
                                            ? message
                                            : message.toBuilder()
                                                    .topicPublishedTo(topic)
                                                    .build();
                                    backend.storeMessage(namespace, topic, filled);
                                }))
                        .alsoBreaking("they compare whole messages too", "SUB-01", "DUR-05"));
    }

    private static List<Mutant> content() {
        return List.of(Mutant.of(
                "RD-01",
                "loses the history in what is since an id",
                "Since an id",
                correct -> Changes.since(
                        correct,
                        (backend, topic, since, right) -> since.bits() == 0
                                ? right
                                : right.stream()
                                        .map(m -> m.toBuilder()
                                                .messageHistory(List.of())
                                                .build())
                                        .toList())));
    }
}
