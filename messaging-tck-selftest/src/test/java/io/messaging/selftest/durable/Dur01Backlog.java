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

/** Spoils the backlog: DUR-01. */
final class Dur01Backlog {
    static final Mutant NO_BACKLOG = Mutant.of("DUR-01", "gives a new client no backlog")
            .alsoBreaking("a new client looks at a topic that has messages", "DUR-04", "DUR-08", "RD-12", "RD-25")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                    Set<Message> old = before.computeIfAbsent(
                            Clients.key(topic, options), k -> Set.copyOf(correct.getMessagesForTopic(topic)));
                    return message -> {
                        if (!old.contains(message)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant NEWEST_100 = Mutant.of("DUR-01", "gives a new client the newest hundred only")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                    Set<Message> old = before.computeIfAbsent(Clients.key(topic, options), k -> {
                        List<Message> all = correct.getMessagesForTopic(topic);
                        return Set.copyOf(all.subList(0, Math.max(0, all.size() - 100)));
                    });
                    return message -> {
                        if (!old.contains(message)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant BACKLOG_BY_ID = Mutant.of("DUR-01", "gives the backlog in id order")
            .representative()
            .fault(
                    "another order",
                    correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        List<Message> backlog = new ArrayList<>();
                        int size = correct.getMessagesForTopic(topic).size();
                        AtomicInteger taken = new AtomicInteger();
                        return message -> {
                            if (taken.incrementAndGet() <= size && size > 50) {
                                backlog.add(message);
                                if (taken.get() == size) {
                                    backlog.sort(Comparator.comparing(Message::id));
                                    for (Message next : backlog) {
                                        handler.onMessage(next);
                                    }
                                }
                                return;
                            }
                            handler.onMessage(message);
                        };
                    }));

    static final Mutant LOSES_FIRST_AFTER_BACKLOG = Mutant.of("DUR-01", "loses the first message after the backlog")
            .fault(
                    "missing",
                    correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        int size = correct.getMessagesForTopic(topic).size();
                        AtomicInteger taken = new AtomicInteger();
                        return message -> {
                            if (taken.getAndIncrement() != size || size < 50) {
                                handler.onMessage(message);
                            }
                        };
                    }));

    static final Mutant REPEATS_LAST_OF_BACKLOG = Mutant.of("DUR-01", "repeats the last message of the backlog")
            .inEveryBuild()
            .fault(
                    "repeated",
                    correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        int size = correct.getMessagesForTopic(topic).size();
                        AtomicInteger taken = new AtomicInteger();
                        return message -> {
                            handler.onMessage(message);
                            if (taken.incrementAndGet() == size && size >= 50) {
                                handler.onMessage(message);
                            }
                        };
                    }));

    static final Mutant NEWEST_1000 = Mutant.of("DUR-01", "gives a new client the newest thousand only")
            .fault(
                    "missing",
                    correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        Set<Message> older = ConcurrentHashMap.newKeySet();
                        List<Message> all = correct.getMessagesForTopic(topic);
                        older.addAll(all.subList(0, Math.max(0, all.size() - 1_000)));
                        return message -> {
                            if (!older.contains(message)) {
                                handler.onMessage(message);
                            }
                        };
                    }));
}
