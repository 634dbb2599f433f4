package io.messaging.selftest.durable;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/** Mixes up positions and claims: DUR-04. */
final class Dur04Positions {
    static final Mutant POSITION_FOR_ALL_CLIENTS = Mutant.of("DUR-04", "all clients share one position")
            .alsoBreaking("several clients look at one topic", "DUR-01 DUR-08")
            .perhapsBreaking("they come back, or look at it again", "DUR-05 DUR-09 RD-12 SUB-01")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> handled = new ConcurrentHashMap<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    Set<Message> all = handled.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet());
                    return message -> {
                        if (all.add(message)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant POSITION_FOR_ALL_TOPICS = Mutant.of("DUR-04", "a client has one position for all topics")
            .perhapsBreaking("it has one client in several topics", "DUR-07")
            .sharedFault("missing", () -> {
                Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
                Map<String, String> first = new ConcurrentHashMap<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    String client = options.clientId().orElseThrow();
                    boolean own = first.computeIfAbsent(client, c -> topic).equals(topic);
                    AtomicInteger position = handled.computeIfAbsent(client, c -> new AtomicInteger());
                    AtomicInteger skip = new AtomicInteger(own ? 0 : position.get());
                    return message -> {
                        if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                            handler.onMessage(message);
                            position.incrementAndGet();
                        }
                    };
                });
            });

    static final Mutant TWO_INSTANCES_OF_CLIENT = Mutant.of("DUR-04", "two instances of a client both get everything")
            .sharedFault("ended() of a subscription completes", () -> {
                Map<String, Integer> claims = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    if (!isHeld(backend, topic, options)) {
                        return backend.subscribe(topic, handler, options);
                    }
                    int number = claims.merge(Clients.key(topic, options), 1, Integer::sum);
                    return backend.subscribe(
                            topic,
                            handler,
                            SubscriptionOptions.durable(options.clientId().get() + "#" + number));
                });
            });

    static final Mutant REFUSES_NEWER_CLAIM = Mutant.of("DUR-04", "refuses a newer claim")
            .fault("MessagingException", Changes.subscribe((backend, topic, handler, options) -> {
                if (isHeld(backend, topic, options)) {
                    throw new MessagingException("the client is here already");
                }
                return backend.subscribe(topic, handler, options);
            }));

    static final Mutant WRONG_TAKE_OVER_REASON = Mutant.of("DUR-04", "gives a wrong reason for a take-over")
            .inEveryBuild()
            .fault("the reason that ended() gives", Changes.subscribe((backend, topic, handler, options) -> {
                Subscription right = backend.subscribe(topic, handler, options);
                return Faults.ended(
                        right,
                        right.ended()
                                .thenApply(end -> end.reason() == SubscriptionEnd.Reason.TAKEN_OVER
                                        ? new SubscriptionEnd(SubscriptionEnd.Reason.UNSUBSCRIBED, "")
                                        : end));
            }));

    static final Mutant LATE_ACKNOWLEDGEMENT_MOVES_BACK = Mutant.of(
                    "DUR-04", "a late acknowledgement of the older claim sets the position back")
            .representative()
            .sharedFault("extra", () -> {
                Map<String, List<Message>> again = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    if (!options.isDurable()) {
                        return backend.subscribe(topic, handler, options);
                    }
                    List<Message> repeated = again.remove(Clients.key(topic, options));
                    List<Message> old = repeated == null ? new ArrayList<>() : new ArrayList<>(repeated);
                    Subscription[] own = new Subscription[1];
                    own[0] = backend.subscribe(
                            topic,
                            message -> {
                                while (!old.isEmpty()) {
                                    handler.onMessage(old.remove(0));
                                }
                                handler.onMessage(message);
                                if (own[0] != null
                                        && !own[0].isActive()
                                        && own[0].ended()
                                                        .toCompletableFuture()
                                                        .join()
                                                        .reason()
                                                == SubscriptionEnd.Reason.TAKEN_OVER) {
                                    // It was the first, whatever the order in which the others are read.
                                    List<Message> others = new ArrayList<>(backend.getMessagesForTopic(topic));
                                    others.remove(message);
                                    again.put(Clients.key(topic, options), others);
                                }
                            },
                            options);
                    return own[0];
                });
            });

    static final Mutant JOINS_WITH_COLON = joined(
                    "joins topic and client with a colon to find a position", (topic, client) -> topic + ":" + client)
            .inEveryBuild();

    static final Mutant JOINS_WITH_BAR =
            joined("joins client and topic with a bar to find a position", (topic, client) -> client + "|" + topic);

    static final Mutant IGNORES_CASE_OF_CLIENTS =
            joined("ignores the case of client ids", (topic, client) -> topic + "\n" + client.toLowerCase(Locale.ROOT));

    static final Mutant CLOSING_OLDER_ENDS_NEWER = Mutant.of(
                    "DUR-04", "closing a claim that was taken over ends the newer claim")
            .inEveryBuild()
            .sharedFault("receives", () -> {
                Map<String, Subscription> last = new ConcurrentHashMap<>();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    Subscription subscription = backend.subscribe(topic, handler, options);
                    if (!options.isDurable()) {
                        return subscription;
                    }
                    last.put(Clients.key(topic, options), subscription);
                    return Faults.closing(subscription, open -> {
                        open.close();
                        last.get(Clients.key(topic, options)).close();
                    });
                });
            });

    private static boolean isHeld(MessagingBackend backend, String topic, SubscriptionOptions options) {
        return options.isDurable()
                && backend.durableClients().list().stream()
                        .anyMatch(c -> c.connected()
                                && c.topic().equals(topic)
                                && c.clientId().equals(options.clientId().get()));
    }

    /** Topics and clients whose names join to the same text share a position. */
    private static Mutant joined(String name, BinaryOperator<String> join) {
        return Mutant.of("DUR-04", name).sharedFault("receives", () -> {
            Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
            Map<String, List<String>> first = new ConcurrentHashMap<>();
            return Faults.durableHandlers((topic, handler, options) -> {
                String client = options.clientId().orElseThrow();
                String key = join.apply(topic, client);
                boolean own =
                        first.computeIfAbsent(key, k -> List.of(topic, client)).equals(List.of(topic, client));
                AtomicInteger position = handled.computeIfAbsent(key, k -> new AtomicInteger());
                AtomicInteger skip = new AtomicInteger(own ? 0 : position.get());
                return message -> {
                    if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                        handler.onMessage(message);
                        position.incrementAndGet();
                    }
                };
            });
        });
    }
}
