package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Spoils the backlog, or leaves a gap between it and new messages: DUR-01. */
final class Dur01Backlog {
    static final Mutant NO_BACKLOG = Mutant.of("DUR-01", "gives a new client no backlog")
            .alsoBreaking("a new client looks at a topic that has messages", "DUR-04 DUR-08 RD-12 RD-25")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                return Faults.durableHandlers((correct, topic, handler, options) -> {
                    Set<Message> old = before.computeIfAbsent(
                            Clients.key(topic, options), k -> Set.copyOf(correct.getMessagesForTopic(topic)));
                    return message -> {
                        if (!old.contains(message)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant IGNORES_THE_START = Mutant.of("DUR-01", "gives a new client everything, whatever its start")
            .inEveryBuild()
            .fault(
                    "extra",
                    correct -> Changes.subscribe(
                            correct,
                            (backend, topic, handler, options) -> backend.subscribe(
                                    topic, handler, options.isDurable() ? withoutStart(options) : options)));

    static final Mutant NEWEST_100 = Mutant.of("DUR-01", "gives a new client the newest hundred only")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                return Faults.durableHandlers((correct, topic, handler, options) -> {
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
            .fault("another order", Faults.durableHandlers((correct, topic, handler, options) -> {
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
            .fault("missing", Faults.durableHandlers((correct, topic, handler, options) -> {
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
            .fault("repeated", Faults.durableHandlers((correct, topic, handler, options) -> {
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
            .fault("missing", Faults.durableHandlers((correct, topic, handler, options) -> {
                Set<Message> older = ConcurrentHashMap.newKeySet();
                List<Message> all = correct.getMessagesForTopic(topic);
                older.addAll(all.subList(0, Math.max(0, all.size() - 1_000)));
                return message -> {
                    if (!older.contains(message)) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant GAP_FOR_NEW_CLIENT =
            between("misses what is stored between reading the backlog and listening", false, false);

    static final Mutant GAP_FOR_KNOWN_CLIENT =
            between("misses messages stored while a known client comes back", false, true);

    static final Mutant OVERLAP_FOR_NEW_CLIENT =
            between("repeats messages stored between listening and reading the backlog", true, false);

    /** Reads the size of the backlog, and subscribes a moment later. */
    private static Mutant between(String name, boolean repeats, boolean knownOnly) {
        return Mutant.of("DUR-01", name).sharedFault("receives", () -> new Engine() {
            private final ThreadLocal<int[]> gap = new ThreadLocal<>();
            private final Map<Client, int[]> gaps = new HashMap<>();

            @Override
            protected Subscription subscribe(
                    EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                if (options.isDurable()) {
                    int size;
                    synchronized (this) {
                        size = log(topic).size();
                    }
                    Thread.yield();
                    gap.set(new int[] {size, 0});
                }
                return super.subscribe(instance, topic, handler, options);
            }

            @Override
            protected Client client(String id, String topic, SubscriptionOptions options) {
                boolean known = clients.containsKey(id + "\n" + topic);
                Client client = super.client(id, topic, options);
                int[] missed = gap.get();
                missed[1] = log(topic).size();
                if (known || !knownOnly) {
                    gaps.put(client, missed);
                    for (int i = missed[0]; repeats && i < missed[1]; i++) {
                        client.requeued.add(log(topic).get(i).message());
                    }
                }
                return client;
            }

            @Override
            protected Item next(Sub sub) {
                int[] missed = sub.isDurable() ? gaps.get(sub.client) : null;
                if (missed != null && !repeats && sub.client.position == missed[0]) {
                    sub.client.position = Math.max(missed[0], missed[1]);
                }
                return super.next(sub);
            }
        });
    }

    private static SubscriptionOptions withoutStart(SubscriptionOptions options) {
        SubscriptionOptions plain = SubscriptionOptions.durable(
                        options.clientId().orElseThrow())
                .maxAttempts(options.maxAttempts())
                .retryBackoff(options.retryBackoff());
        return options.namespace().map(plain::namespace).orElse(plain);
    }
}
