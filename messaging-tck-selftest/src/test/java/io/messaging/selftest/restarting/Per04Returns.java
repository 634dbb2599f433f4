package io.messaging.selftest.restarting;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings back after a kill what was gone: PER-04. */
final class Per04Returns {
    static final Mutant TTL_STARTS_OVER = mutant("keeps the ttl instead of the deadline")
            .representative()
            .sharedFault("is gone when the server was down", () -> {
                Map<String, Message> shortLived = new ConcurrentHashMap<>();
                return new RestartFault((restarts, correct) -> {
                    MessagingBackend noting = Faults.stores(correct, (backend, namespace, topic, message) -> {
                        backend.storeMessage(namespace, topic, message);
                        if (message.ttlSeconds().orElse(0) > 0) {
                            shortLived.putIfAbsent(topic, message);
                        }
                    });
                    return Changes.topic(
                            noting,
                            (backend, topic, right) -> restarts.happened()
                                            && shortLived.containsKey(topic)
                                            && !right.contains(shortLived.get(topic))
                                    ? with(right, List.of(shortLived.get(topic)))
                                    : right);
                });
            });

    static final Mutant REVIVES_WHAT_WAS_CLEARED = mutant("does not write down that a topic was cleared")
            .inEveryBuild()
            .sharedFault("extra", () -> {
                Map<String, List<Message>> cleared = new ConcurrentHashMap<>();
                return new RestartFault((restarts, correct) -> Changes.topic(
                        noting(correct, cleared),
                        (backend, topic, right) ->
                                restarts.happened() ? with(right, cleared.getOrDefault(topic, List.of())) : right));
            });

    static final Mutant FORGETS_IDS = mutant("takes another message under an id from before the kill")
            .inEveryBuild()
            .sharedFault(
                    "RejectedMessageException",
                    () -> new RestartFault((restarts, correct) ->
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                try {
                                    backend.storeMessage(namespace, topic, message);
                                } catch (RejectedMessageException e) {
                                    if (!restarts.happened()) {
                                        throw e;
                                    }
                                }
                            })));

    private Per04Returns() {}

    private static Mutant mutant(String name) {
        return Mutant.of("PER-04", name);
    }

    private static List<Message> with(List<Message> right, List<Message> more) {
        List<Message> all = new ArrayList<>(right);
        all.addAll(more);
        return all;
    }

    private static MessagingBackend noting(MessagingBackend correct, Map<String, List<Message>> cleared) {
        return new Delegate(correct) {
            @Override
            public Administration administration() {
                return new Changes.Administered(super.administration()) {
                    @Override
                    public long clear(String topic) {
                        cleared.put(topic, correct.getMessagesForTopic(topic));
                        return super.clear(topic);
                    }
                };
            }
        };
    }
}
