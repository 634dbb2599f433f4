package io.messaging.selftest.restarting;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Does not have what was stored after a kill: PER-01. */
final class Per01Kills {
    private static final int LARGE_BYTES = 30_000;

    static final Mutant LOSES_THE_LAST_STORE = mutant("acknowledges a store before it is written")
            .representative()
            .sharedFault(
                    "missing",
                    () -> new RestartFault((restarts, correct) ->
                            Faults.lists(correct, list -> Contents.without(list, restarts::wasLastBefore))));

    static final Mutant READS_A_RECORD_TWICE = mutant("reads the last record twice when it recovers")
            .inEveryBuild()
            .sharedFault(
                    "repeated",
                    () -> new RestartFault((restarts, correct) -> Changes.topic(
                            correct,
                            (backend, topic, right) -> right.stream()
                                    .flatMap(message -> restarts.wasLastBefore(message)
                                            ? Stream.of(message, message)
                                            : Stream.of(message))
                                    .toList())));

    static final Mutant RECOVERS_IN_ID_ORDER = mutant("forgets the storing order and has that of the ids")
            .inEveryBuild()
            .sharedFault("storing order", () -> new RestartFault(Per01Kills::inIdOrder));

    static final Mutant TEARS_LARGE_MESSAGES = mutant("keeps the first part of a large message")
            .inEveryBuild()
            .sharedFault(
                    "gives back every field",
                    () -> new RestartFault((restarts, correct) -> Faults.reads(
                            correct,
                            message -> restarts.happened() && message.jsonLength() > LARGE_BYTES
                                    ? Contents.withField(message, "payload", payload -> Map.of("text", "x"))
                                    : message)));

    static final Mutant LOSES_NAMESPACES = mutant("finds messages in one namespace only")
            .inEveryBuild()
            .sharedFault(
                    "another namespace",
                    () -> new RestartFault((restarts, correct) -> Changes.byId(
                            correct,
                            (backend, namespace, ids, right) -> restarts.happened()
                                    ? Contents.without(
                                            right,
                                            message -> "another"
                                                    .equals(message.payload().get("namespace")))
                                    : right)));

    private Per01Kills() {}

    private static Mutant mutant(String name) {
        return Mutant.of("PER-01", name);
    }

    private static MessagingBackend inIdOrder(RestartFault restarts, MessagingBackend correct) {
        return Changes.subscribe(correct, (backend, topic, handler, options) -> {
            boolean fromStart = options.startsAfter().isPresent() && !options.isDurable();
            if (!restarts.happened() || !fromStart) {
                return backend.subscribe(topic, handler, options);
            }
            List<Message> stored = backend.getMessagesForTopic(topic);
            stored.forEach(message -> Deliveries.deliver(handler, message));
            return backend.subscribe(topic, handler, SubscriptionOptions.plain());
        });
    }
}
