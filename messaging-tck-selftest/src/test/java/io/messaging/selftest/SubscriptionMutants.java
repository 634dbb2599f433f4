package io.messaging.selftest;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who gets what is wrong: SUB-01, SUB-02, SUB-05, SUB-10, SUB-11, SUB-14, SUB-15. */
final class SubscriptionMutants {
    /** Rules that notice when deliveries are too few or too many: nearly all that subscribe. */
    private static final String[] OF_ANY_DELIVERY = {
        "RD-12", "RD-13", "RD-17", "RD-18", "RD-19", "RD-20", "RD-21", "RD-25", "RD-27", "SUB-02", "SUB-03", "SUB-04",
        "SUB-05", "SUB-06", "SUB-07", "SUB-08", "SUB-09", "SUB-10", "SUB-11", "SUB-12", "SUB-13", "CON-01", "CON-02",
        "CON-03", "LIFE-01", "LIFE-03", "LIFE-05", "DUR-08"
    };

    private static final Executor TWO_MILLISECONDS_LATER = CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS);

    private SubscriptionMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(beginning());
        all.addAll(several());
        all.addAll(ending());
        all.addAll(listing());
        all.addAll(capabilities());
        return all;
    }

    private static List<Mutant> beginning() {
        return List.of(
                Mutant.of(
                                "SUB-01",
                                "subscribe returns two milliseconds too soon",
                                "missing (1)",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    long inForceNanos = System.nanoTime() + 2_000_000;
                                    return message -> {
                                        if (System.nanoTime() - inForceNanos > 0) {
                                            handler.onMessage(message);
                                        }
                                    };
                                }))
                        .perhapsBreaking(
                                "nearly every rule about subscriptions stores right after it has subscribed",
                                OF_ANY_DELIVERY),
                Mutant.of(
                                "SUB-01",
                                "delivers the first message twice",
                                "repeated (1)",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    AtomicBoolean first = new AtomicBoolean(true);
                                    return message -> {
                                        handler.onMessage(message);
                                        if (first.getAndSet(false)) {
                                            handler.onMessage(message);
                                        }
                                    };
                                }))
                        .perhapsBreaking("every rule that counts deliveries notices", OF_ANY_DELIVERY),
                Mutant.shared("SUB-01", "loses the message of every fiftieth topic", "missing (1)", () -> {
                            AtomicInteger subscriptions = new AtomicInteger();
                            return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                boolean loses = subscriptions.incrementAndGet() % 50 == 0;
                                AtomicBoolean first = new AtomicBoolean(true);
                                return message -> {
                                    if (!loses || !first.getAndSet(false)) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                        })
                        .perhapsBreaking("they subscribe as often", "SUB-09", "SUB-05", "CON-02"),
                Mutant.shared(
                                "SUB-01",
                                "loses what another instance stores right after a subscribe",
                                "missing (1)",
                                () -> {
                                    Map<Message, MessagingBackend> storers = new ConcurrentHashMap<>();
                                    return correct -> Faults.plainHandlers(
                                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                                if (message != null) {
                                                    storers.put(message, correct);
                                                }
                                                backend.storeMessage(namespace, topic, message);
                                            }),
                                            (topic, handler, options) -> {
                                                long inForceNanos = System.nanoTime() + 2_000_000;
                                                return message -> {
                                                    if (System.nanoTime() - inForceNanos > 0
                                                            || storers.get(message) == correct) {
                                                        handler.onMessage(message);
                                                    }
                                                };
                                            });
                                })
                        .perhapsBreaking(
                                "they subscribe at one instance and store at another",
                                "SUB-02",
                                "SUB-03",
                                "SUB-04",
                                "SUB-10",
                                "CON-02",
                                "CON-03"),
                Mutant.of(
                                "SUB-01",
                                "says that a subscription is not active",
                                "the subscription is active",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                            @Override
                                            public boolean isActive() {
                                                return false;
                                            }
                                        };
                                    }
                                })
                        .alsoBreaking("they look at the same flag", "SUB-10", "DUR-08"),
                Mutant.of(
                                "SUB-05",
                                "misses the third message after a beginning in the middle",
                                "missing (1)",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    boolean inTheMiddle =
                                            correct.getMessagesForTopic(topic).size() > 20;
                                    AtomicInteger count = new AtomicInteger();
                                    return message -> {
                                        if (!inTheMiddle || count.incrementAndGet() != 3) {
                                            handler.onMessage(message);
                                        }
                                    };
                                }))
                        .perhapsBreaking("it waits for some messages of each late subscription", "SUB-09"),
                Mutant.of(
                        "SUB-05",
                        "repeats the second message after a beginning in the middle",
                        "repeated (1)",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            boolean inTheMiddle =
                                    correct.getMessagesForTopic(topic).size() > 20;
                            AtomicInteger count = new AtomicInteger();
                            return message -> {
                                handler.onMessage(message);
                                if (inTheMiddle && count.incrementAndGet() == 2) {
                                    handler.onMessage(message);
                                }
                            };
                        })),
                Mutant.of(
                        "SUB-05",
                        "swaps two messages after a beginning in the middle",
                        "another order",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            boolean inTheMiddle =
                                    correct.getMessagesForTopic(topic).size() > 20;
                            List<Message> held = new ArrayList<>();
                            AtomicInteger count = new AtomicInteger();
                            return message -> {
                                int number = count.incrementAndGet();
                                if (inTheMiddle && number == 2) {
                                    held.add(message);
                                    return;
                                }
                                handler.onMessage(message);
                                if (!held.isEmpty()) {
                                    handler.onMessage(held.remove(0));
                                }
                            };
                        })),
                Mutant.shared(
                                "SUB-11",
                                "gives a new subscription what the topic has",
                                "extra",
                                () -> correct -> backlog(correct, 1_000))
                        .perhapsBreaking("a handler subscribes to its own topic", "SUB-07")
                        .perhapsBreaking(
                                "they subscribe to a topic that has messages, plainly",
                                "SUB-05",
                                "SUB-06",
                                "SUB-09",
                                "DUR-08",
                                "CON-03",
                                "SUB-08"),
                Mutant.shared(
                                "SUB-11",
                                "repeats the last message for who subscribes again",
                                "extra",
                                () -> correct -> backlog(correct, 1))
                        .perhapsBreaking("a handler subscribes to its own topic", "SUB-07")
                        .perhapsBreaking(
                                "they subscribe to a topic that has messages, plainly",
                                "SUB-05",
                                "SUB-06",
                                "SUB-09",
                                "DUR-08",
                                "CON-03",
                                "SUB-08"),
                Mutant.shared("SUB-11", "keeps a subscription that was closed, for who comes back", "extra", () -> {
                    Map<MessageHandler, Integer> times = new ConcurrentHashMap<>();
                    Map<MessageHandler, List<Message>> missed = new ConcurrentHashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            boolean valid = topic != null && handler != null && options != null && !options.isDurable();
                            if (!valid || times.merge(handler, 1, Integer::sum) < 2) {
                                return super.subscribe(topic, handler, options);
                            }
                            List<Message> before = missed.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                            List<Message> now = super.getMessagesForTopic(topic);
                            Message last = now.isEmpty() ? null : now.get(now.size() - 1);
                            AtomicBoolean first = new AtomicBoolean(true);
                            return super.subscribe(
                                    topic,
                                    message -> {
                                        if (first.getAndSet(false) && last != null && !before.contains(last)) {
                                            before.add(last);
                                            handler.onMessage(last);
                                        }
                                        handler.onMessage(message);
                                    },
                                    options);
                        }
                    };
                }),
                Mutant.shared("SUB-11", "delivers twice to who subscribed before", "repeated", () -> {
                            Set<MessageHandler> known = ConcurrentHashMap.newKeySet();
                            return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                boolean again = !known.add(handler)
                                        && correct.loadSubscribers("n").stream()
                                                .noneMatch(s -> s.topic().equals(topic));
                                return message -> {
                                    handler.onMessage(message);
                                    if (again) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                        })
                        .perhapsBreaking("one of their handlers subscribes twice, or again", "RD-17", "SUB-10"));
    }

    private static Delegate backlog(MessagingBackend correct, int most) {
        return Faults.plainHandlers(correct, (topic, handler, options) -> {
            List<Message> all = correct.getMessagesForTopic(topic);
            List<Message> old = new ArrayList<>(all.subList(Math.max(0, all.size() - most), all.size()));
            return message -> {
                while (!old.isEmpty()) {
                    handler.onMessage(old.remove(0));
                }
                handler.onMessage(message);
            };
        });
    }

    private static List<Mutant> several() {
        return List.of(
                Mutant.shared("SUB-02", "a second subscription replaces the first", "missing", () -> correct -> {
                            Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
                            return new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription now = super.subscribe(topic, handler, options);
                                    Subscription before = options.isDurable() ? null : subscriptions.put(topic, now);
                                    if (before != null) {
                                        before.close();
                                    }
                                    return now;
                                }
                            };
                        })
                        .alsoBreaking("a handler subscribes to its own topic, too", "SUB-07")
                        .perhapsBreaking(
                                "they subscribe more than once to a topic",
                                "SUB-01",
                                "SUB-03",
                                "SUB-05",
                                "SUB-06",
                                "SUB-10",
                                "SUB-12",
                                "CON-02",
                                "CON-03"),
                Mutant.shared("SUB-02", "shares the messages out among subscriptions", "missing", () -> {
                            Map<String, AtomicInteger> joined = new ConcurrentHashMap<>();
                            Map<String, Set<Message>> taken = new ConcurrentHashMap<>();
                            return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                joined.computeIfAbsent(topic, t -> new AtomicInteger())
                                        .incrementAndGet();
                                return message -> {
                                    if (taken.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                            .add(message)) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                        })
                        .alsoBreaking("a handler subscribes to its own topic, too", "SUB-07")
                        .perhapsBreaking(
                                "they subscribe more than once to a topic",
                                "SUB-01",
                                "SUB-03",
                                "SUB-05",
                                "SUB-06",
                                "SUB-10",
                                "SUB-12",
                                "CON-02",
                                "CON-03"),
                Mutant.shared(
                        "SUB-02", "takes one handler once only", "a handler that subscribed twice", () -> correct -> {
                            Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
                            return new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    String key = topic + System.identityHashCode(handler);
                                    Subscription same = subscriptions.get(key);
                                    if (same != null && same.isActive() && !options.isDurable()) {
                                        return same;
                                    }
                                    Subscription now = super.subscribe(topic, handler, options);
                                    subscriptions.put(key, now);
                                    return now;
                                }
                            };
                        }),
                Mutant.shared(
                                "SUB-02",
                                "ends all of an instance's subscriptions with one",
                                "missing",
                                () -> correct -> new Delegate(correct) {
                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                            @Override
                                            public void close() {
                                                boolean open = super.isActive();
                                                super.close();
                                                if (open && !options.isDurable()) {
                                                    correct.unsubscribe(topic);
                                                }
                                            }
                                        };
                                    }
                                })
                        .alsoBreaking("one of two subscribers of a topic leaves", "SUB-14")
                        .alsoBreaking("its neighbour goes with one that closes", "SUB-10")
                        .perhapsBreaking("they close beside others", "CON-02", "LIFE-01", "SUB-05"),
                Mutant.shared(
                        "SUB-10", "ends a neighbour when a subscription is closed twice", "missing", () -> correct -> {
                            Map<String, List<Subscription>> subscriptions = new ConcurrentHashMap<>();
                            return new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription now = super.subscribe(topic, handler, options);
                                    List<Subscription> all =
                                            subscriptions.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                                    all.add(now);
                                    return new Faults.Sub(now) {
                                        @Override
                                        public void close() {
                                            if (super.isActive()) {
                                                super.close();
                                            } else if (!options.isDurable()) {
                                                all.stream()
                                                        .filter(Subscription::isActive)
                                                        .findFirst()
                                                        .ifPresent(Subscription::close);
                                            }
                                        }
                                    };
                                }
                            };
                        }));
    }

    private static List<Mutant> ending() {
        return List.of(
                Mutant.of(
                        "SUB-10",
                        "throws when there is nothing to unsubscribe",
                        "MessagingException",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                super.unsubscribe(topic);
                                if (seen.remove(topic) == null) {
                                    throw new MessagingException("no subscription to " + topic);
                                }
                            }

                            private final Map<String, String> seen = new ConcurrentHashMap<>();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription now = super.subscribe(topic, handler, options);
                                seen.put(topic, topic);
                                return now;
                            }
                        }),
                Mutant.of(
                        "SUB-10",
                        "throws when a subscription is closed twice",
                        "IllegalState",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                AtomicBoolean closed = new AtomicBoolean();
                                return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                    @Override
                                    public void close() {
                                        if (closed.getAndSet(true)) {
                                            throw new IllegalStateException("closed already");
                                        }
                                        super.close();
                                    }
                                };
                            }
                        }),
                Mutant.of(
                        "SUB-10",
                        "unsubscribing an unknown client ends the topic's subscriptions",
                        "the other topic's subscription goes on",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic, String clientId) {
                                super.unsubscribe(topic, clientId);
                                if (correct.loadSubscribers("n").stream().noneMatch(s -> clientId.equals(s.clientId()))
                                        && known.add(topic + clientId)) {
                                    super.unsubscribe(topic);
                                }
                            }

                            private final Set<String> known = ConcurrentHashMap.newKeySet();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                options.clientId().ifPresent(id -> known.add(topic + id));
                                return right;
                            }
                        }),
                Mutant.shared("SUB-10", "unsubscribe ends other instances' subscriptions too", "receives", () -> {
                            List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                            return correct -> {
                                instances.add(correct);
                                return new Delegate(correct) {
                                    @Override
                                    public void unsubscribe(String topic) {
                                        super.unsubscribe(topic);
                                        for (MessagingBackend other : instances) {
                                            try {
                                                other.unsubscribe(topic);
                                            } catch (MessagingException closed) {
                                                instances.remove(other);
                                            }
                                        }
                                    }

                                    @Override
                                    public void close() {
                                        instances.remove(correct);
                                        super.close();
                                    }
                                };
                            };
                        })
                        .perhapsBreaking("they unsubscribe at one instance and listen at others", "CON-02"));
    }

    private static List<Mutant> listing() {
        return List.of(
                Mutant.shared("SUB-14", "shows who has left", "loadSubscribers", () -> {
                    Map<String, Set<Subscriber>> ever = new ConcurrentHashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public List<Subscriber> loadSubscribers(String namespace) {
                            List<Subscriber> now = super.loadSubscribers(namespace);
                            Set<Subscriber> all = ever.computeIfAbsent(namespace, n -> ConcurrentHashMap.newKeySet());
                            all.addAll(now);
                            return List.copyOf(all);
                        }
                    };
                }),
                Mutant.of("SUB-14", "shows nobody", "shows topics", correct -> new Delegate(correct) {
                    @Override
                    public List<Subscriber> loadSubscribers(String namespace) {
                        super.loadSubscribers(namespace);
                        return List.of();
                    }
                }),
                Mutant.of(
                        "SUB-14",
                        "shows the subscribers of all namespaces",
                        "in another namespace",
                        correct -> new Delegate(correct) {
                            private final Set<String> asked = ConcurrentHashMap.newKeySet();

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                List<Subscriber> own = super.loadSubscribers(namespace);
                                asked.add(namespace);
                                return asked.stream()
                                                        .flatMap(name -> super.loadSubscribers(name).stream())
                                                        .distinct()
                                                        .toList()
                                                        .size()
                                                > own.size()
                                        ? asked.stream()
                                                .flatMap(name -> super.loadSubscribers(name).stream())
                                                .distinct()
                                                .toList()
                                        : own;
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows its own subscribers only",
                        "after another instance subscribed",
                        correct -> new Delegate(correct) {
                            private final Set<String> own = ConcurrentHashMap.newKeySet();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                own.add(String.valueOf(topic));
                                return super.subscribe(topic, handler, options);
                            }

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .filter(s -> own.contains(s.topic()))
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows plain subscribers under a client id",
                        "without a client id",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .map(s -> s.clientId() != null
                                                ? s
                                                : new Subscriber(s.topic(), "anonymous", s.namespace(), s.connected()))
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows subscribers by their topic's prefix only",
                        "shows topics",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .filter(s -> s.topic().startsWith(namespace + ":"))
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "does not show durable clients that are away",
                        "away",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .filter(Subscriber::connected)
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows durable clients that are away as connected",
                        "away",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .map(s -> new Subscriber(s.topic(), s.clientId(), s.namespace(), true))
                                        .toList();
                            }
                        }));
    }

    private static Delegate declaring(MessagingBackend correct, Set<Capability> capabilities) {
        return new Delegate(correct) {
            @Override
            public Set<Capability> capabilities() {
                return Set.copyOf(capabilities);
            }

            @Override
            public boolean supportsSubscription() {
                return capabilities.contains(Capability.SUBSCRIPTION);
            }
        };
    }

    private static final Set<Capability> NO_SUBSCRIPTION = Set.of(Capability.SHARED, Capability.RECONNECT);
    private static final Set<Capability> NOT_DURABLE =
            EnumSet.of(Capability.SHARED, Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY, Capability.RECONNECT);

    private static List<Mutant> capabilities() {
        return List.of(
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and works",
                        "subscribe without SUBSCRIPTION",
                        correct -> declaring(correct, NO_SUBSCRIPTION)),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and keeps silent",
                        "subscribe without SUBSCRIPTION",
                        correct -> new Delegate(declaring(correct, NO_SUBSCRIPTION)) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription now = super.subscribe(topic, handler, options);
                                now.close();
                                return now;
                            }
                        }),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, and refuses with another exception",
                        "throws UnsupportedOperationException",
                        correct -> new Delegate(declaring(correct, NO_SUBSCRIPTION)) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                super.subscribe(topic, handler, options).close();
                                throw new MessagingException("not supported");
                            }
                        }),
                Mutant.of(
                        "SUB-15",
                        "declares no SUBSCRIPTION, refuses, and delivers all the same",
                        "what a handler that was refused",
                        correct -> new Delegate(declaring(correct, NO_SUBSCRIPTION)) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                super.subscribe(topic, handler, options);
                                throw new UnsupportedOperationException("not supported");
                            }

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                super.loadSubscribers(namespace);
                                return List.of();
                            }

                            @Override
                            public void unsubscribe(String topic) {
                                super.unsubscribe(
                                        topic == null || topic.isBlank() || !Faults.encodable(topic)
                                                ? topic
                                                : topic + " of nobody");
                            }
                        }),
                Mutant.of(
                                "SUB-15",
                                "says that it supports subscriptions, and does not declare them",
                                "supportsSubscription()",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Set<Capability> capabilities() {
                                        return NO_SUBSCRIPTION;
                                    }

                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        super.subscribe(topic, handler, options).close();
                                        throw new UnsupportedOperationException("not supported");
                                    }
                                })
                        .alsoBreaking("it asks a closed backend the same", "LIFE-02"),
                Mutant.of(
                                "SUB-15",
                                "denies that it supports subscriptions",
                                "supportsSubscription()",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public boolean supportsSubscription() {
                                        return false;
                                    }
                                })
                        .alsoBreaking("it asks a closed backend the same", "LIFE-02"),
                Mutant.of(
                        "SUB-15",
                        "takes a client id that it will not remember",
                        "subscribe without DURABLE_SUBSCRIPTION",
                        correct -> declaring(correct, NOT_DURABLE)),
                Mutant.of(
                                "SUB-15",
                                "declares DURABLE_SUBSCRIPTION without SUBSCRIPTION",
                                "is declared with SUBSCRIPTION only",
                                correct ->
                                        new Delegate(declaring(
                                                correct,
                                                EnumSet.of(
                                                        Capability.SHARED,
                                                        Capability.RECONNECT,
                                                        Capability.DURABLE_SUBSCRIPTION))) {
                                            @Override
                                            public Subscription subscribe(
                                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                                Subscription now = super.subscribe(topic, handler, options);
                                                if (!options.isDurable()) {
                                                    now.close();
                                                    throw new UnsupportedOperationException("not supported");
                                                }
                                                return now;
                                            }
                                        })
                        .alsoBreaking(
                                "they go by what is declared, and subscribe plainly beside it", "DUR-08", "RD-25"),
                Mutant.of(
                                "SUB-15",
                                "forgets its capabilities after a while",
                                "capabilities()",
                                correct -> new Delegate(correct) {
                                    private final AtomicInteger asked = new AtomicInteger();

                                    @Override
                                    public Set<Capability> capabilities() {
                                        Set<Capability> right = super.capabilities();
                                        return asked.incrementAndGet() % 7 == 0
                                                ? EnumSet.of(Capability.SUBSCRIPTION, Capability.SHARED)
                                                : right;
                                    }
                                })
                        .perhapsBreaking(
                                "what they do hangs on the capabilities that they are told",
                                "LIFE-02",
                                "RD-22",
                                "RD-12",
                                "RD-25",
                                "SUB-14",
                                "DUR-02",
                                "CON-02",
                                "SUB-08"),
                Mutant.shared(
                                "SUB-12",
                                "declares ASYNC_DELIVERY, and has the storing thread wait",
                                "running: storeMessage",
                                () -> new Fault() {
                                    @Override
                                    public MessagingBackend open(MessagingBackend correct) {
                                        EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                                        declared.add(Capability.ASYNC_DELIVERY);
                                        return declaring(correct, Set.copyOf(declared));
                                    }

                                    @Override
                                    public io.messaging.inmemory.InMemoryMessagingBackend.Delivery delivery() {
                                        return io.messaging.inmemory.InMemoryMessagingBackend.Delivery.DIRECT;
                                    }
                                })
                        .perhapsBreaking(
                                "their handlers wait for the storer, as ASYNC_DELIVERY allows",
                                "SUB-08",
                                "DUR-09",
                                "RD-25"));
    }

    static Subscription ended(Subscription subscription, CompletionStage<SubscriptionEnd> ended) {
        return new Faults.Sub(subscription) {
            @Override
            public CompletionStage<SubscriptionEnd> ended() {
                return ended;
            }
        };
    }

    static void later(Runnable task) {
        TWO_MILLISECONDS_LATER.execute(task);
    }
}
