package io.messaging.selftest.durable;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes a position for an id: DUR-03. */
public final class Dur03Meanwhile {

    private Dur03Meanwhile() {}

    public static List<Mutant> all() {
        return List.of(
                later("a position is an id", (m, last) -> m.id().compareTo(last.id()) > 0),
                later(
                        "a position is a chronological key",
                        (m, last) -> m.id().chronologicalKey() > last.id().chronologicalKey()),
                later("a position is a timestamp", (m, last) -> m.timestampMillis() > last.timestampMillis()),
                Mutant.shared("DUR-03", "gives what was stored meanwhile in id order", "another order", () -> {
                            Set<String> known = ConcurrentHashMap.newKeySet();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                if (known.add(Clients.key(topic, options))) {
                                    return handler;
                                }
                                List<Message> taken = new ArrayList<>();
                                AtomicInteger lag = new AtomicInteger((int) correct.durableClients().list().stream()
                                        .filter(c -> c.topic().equals(topic)
                                                && options.clientId()
                                                        .filter(c.clientId()::equals)
                                                        .isPresent())
                                        .mapToLong(c -> c.lag())
                                        .sum());
                                return message -> {
                                    taken.add(message);
                                    if (lag.decrementAndGet() <= 0) {
                                        taken.sort(Comparator.comparing(Message::id));
                                        for (Message next : taken) {
                                            handler.onMessage(next);
                                        }
                                        taken.clear();
                                    }
                                };
                            });
                        })
                        .perhapsBreaking("its claims overlap", "DUR-04", "DUR-02"));
    }

    private static Mutant later(String name, Later isLater) {
        Mutant mutant = Mutant.shared("DUR-03", name, "missing", () -> {
            Map<String, Message> lasts = new ConcurrentHashMap<>();
            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                Message last = lasts.get(Clients.key(topic, options));
                return message -> {
                    if (last == null || isLater.test(message, last)) {
                        handler.onMessage(message);
                        lasts.merge(Clients.key(topic, options), message, (a, b) -> b);
                    }
                };
            });
        });
        return mutant.alsoBreaking("who was forgotten gets what it had, too", "DUR-11")
                .perhapsBreaking("they come back to messages in any order of ids", "DUR-02", "DUR-04");
    }

    private interface Later {
        boolean test(Message message, Message last);
    }
}
