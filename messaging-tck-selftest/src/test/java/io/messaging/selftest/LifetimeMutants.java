package io.messaging.selftest;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Several at once, and the end: CON-02 to CON-04, LIFE-01 to LIFE-05. */
final class LifetimeMutants {
    private LifetimeMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(atOnce());
        all.addAll(instances());
        all.addAll(closing());
        all.addAll(closed());
        all.addAll(leaks());
        all.addAll(arguments());
        all.addAll(cuts());
        return all;
    }

    private static List<Mutant> atOnce() {
        return List.of(
                Mutant.shared("CON-02", "cannot be read while three store", "ConcurrentModification", () -> {
                            AtomicInteger storing = new AtomicInteger();
                            return correct -> Faults.sorts(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        storing.incrementAndGet();
                                        try {
                                            backend.storeMessage(namespace, topic, message);
                                            Thread.yield();
                                        } finally {
                                            storing.decrementAndGet();
                                        }
                                    }),
                                    list -> {
                                        if (storing.get() > 2) {
                                            throw new ConcurrentModificationException();
                                        }
                                        return list;
                                    });
                        })
                        .perhapsBreaking("many store at once behind a handler", "SUB-11")
                        .perhapsBreaking(
                                "they store from several threads, and read", "LIFE-01", "SUB-09", "RD-12", "SUB-05"),
                Mutant.of(
                                "CON-02",
                                "a call that meets a close finds null",
                                "NullPointerException",
                                correct -> new Delegate(correct) {
                                    private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
                                    private volatile Thread closer;

                                    @Override
                                    public List<Message> getMessagesForTopic(String topic) {
                                        return inUse(() -> super.getMessagesForTopic(topic));
                                    }

                                    @Override
                                    public void storeMessage(String namespace, String topic, Message message) {
                                        inUse(() -> {
                                            super.storeMessage(namespace, topic, message);
                                            return null;
                                        });
                                    }

                                    @Override
                                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                        return inUse(() -> super.getMessagesById(namespace, ids));
                                    }

                                    private <T> T inUse(java.util.function.Supplier<T> call) {
                                        try {
                                            T result = call.get();
                                            callers.add(Thread.currentThread());
                                            return result;
                                        } catch (BackendClosedException e) {
                                            if (closer != Thread.currentThread()
                                                    && callers.contains(Thread.currentThread())) {
                                                throw new NullPointerException("channel");
                                            }
                                            throw e;
                                        }
                                    }

                                    @Override
                                    public void close() {
                                        closer = Thread.currentThread();
                                        super.close();
                                    }
                                })
                        .perhapsBreaking("they look for the close from a thread that has called before", "LIFE-01"),
                Mutant.of(
                        "CON-02",
                        "an async store that meets a close is never answered",
                        "every future of storeMessageAsync completes",
                        correct -> new Delegate(correct) {
                            private final AtomicInteger calls = new AtomicInteger();

                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                try {
                                    CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                                    calls.incrementAndGet();
                                    return right;
                                } catch (BackendClosedException e) {
                                    if (calls.get() > 2) {
                                        return new CompletableFuture<>();
                                    }
                                    throw e;
                                }
                            }
                        }),
                Mutant.of(
                        "CON-02",
                        "lists subscribers while they change, and stumbles",
                        "ConcurrentModification",
                        correct -> new Delegate(correct) {
                            private final AtomicInteger subscribing = new AtomicInteger();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                subscribing.incrementAndGet();
                                try {
                                    Subscription right = super.subscribe(topic, handler, options);
                                    Thread.yield();
                                    return right;
                                } finally {
                                    subscribing.decrementAndGet();
                                }
                            }

                            @Override
                            public List<io.messaging.backend.Subscriber> loadSubscribers(String namespace) {
                                if (subscribing.get() > 0) {
                                    throw new ConcurrentModificationException();
                                }
                                return super.loadSubscribers(namespace);
                            }
                        }),
                Mutant.shared("CON-02", "closing one instance loses what another stores meanwhile", "missing", () -> {
                    AtomicInteger closing = new AtomicInteger();
                    return correct -> Faults.stores(
                            new Delegate(correct) {
                                @Override
                                public void close() {
                                    closing.incrementAndGet();
                                    Thread.yield();
                                    try {
                                        super.close();
                                        Thread.yield();
                                    } finally {
                                        closing.decrementAndGet();
                                    }
                                }
                            },
                            (backend, namespace, topic, message) -> {
                                if (closing.get() == 0 || message == null || topic == null || topic.isBlank()) {
                                    backend.storeMessage(namespace, topic, message);
                                } else {
                                    backend.getMessagesForTopic(topic);
                                }
                            });
                }));
    }

    private static List<Mutant> instances() {
        return List.of(
                Mutant.shared(
                                "CON-03",
                                "declares SHARED, and each instance has its own",
                                "CON-03: ",
                                () -> new Fault() {
                                    @Override
                                    public MessagingBackend open(MessagingBackend correct) {
                                        String own = java.util.UUID.randomUUID().toString();
                                        return Faults.topics(correct, name -> own + name);
                                    }
                                })
                        .perhapsBreaking(
                                "they use several instances too",
                                "RD-01",
                                "RD-12",
                                "RD-13",
                                "RD-25",
                                "RD-26",
                                "SUB-01",
                                "SUB-02",
                                "SUB-03",
                                "SUB-04",
                                "SUB-10",
                                "SUB-14",
                                "CON-02",
                                "DUR-01",
                                "DUR-02",
                                "DUR-04",
                                "DUR-05",
                                "DUR-07"),
                Mutant.shared("CON-03", "delivers only what the same instance stores", "receives", () -> {
                            Map<Message, MessagingBackend> storers = new ConcurrentHashMap<>();
                            return correct -> Faults.plainHandlers(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        if (message != null) {
                                            storers.putIfAbsent(message, correct);
                                        }
                                        backend.storeMessage(namespace, topic, message);
                                    }),
                                    (topic, handler, options) -> message -> {
                                        if (storers.get(message) == correct) {
                                            handler.onMessage(message);
                                        }
                                    });
                        })
                        .perhapsBreaking("one of two instances may be the one whose message stands", "RD-13")
                        .perhapsBreaking(
                                "they use several instances too",
                                "RD-12",
                                "SUB-01",
                                "SUB-02",
                                "SUB-03",
                                "SUB-04",
                                "SUB-10",
                                "CON-02",
                                "LIFE-05"),
                Mutant.shared(
                                "CON-03",
                                "closing an instance ends the others' subscriptions",
                                "a subscriber that was there before",
                                () -> {
                                    List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                                    Set<String> topics = ConcurrentHashMap.newKeySet();
                                    return correct -> {
                                        instances.add(correct);
                                        return new Delegate(correct) {
                                            @Override
                                            public Subscription subscribe(
                                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                                topics.add(String.valueOf(topic));
                                                return super.subscribe(topic, handler, options);
                                            }

                                            @Override
                                            public void close() {
                                                super.close();
                                                instances.remove(correct);
                                                instances.forEach(other -> topics.forEach(topic -> {
                                                    try {
                                                        other.unsubscribe(topic);
                                                    } catch (RuntimeException closed) {
                                                        // It has ended already.
                                                    }
                                                }));
                                            }
                                        };
                                    };
                                })
                        .perhapsBreaking(
                                "they close instances beside one that is subscribed",
                                "CON-02",
                                "SUB-14",
                                "LIFE-01",
                                "DUR-02"),
                Mutant.shared("CON-03", "closing an instance closes the others", "BackendClosedException", () -> {
                            List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                            return correct -> {
                                instances.add(correct);
                                return new Delegate(correct) {
                                    @Override
                                    public void close() {
                                        instances.forEach(MessagingBackend::close);
                                    }
                                };
                            };
                        })
                        .perhapsBreaking(
                                "they close one instance and go on with another",
                                "CON-02",
                                "LIFE-01",
                                "LIFE-02",
                                "LIFE-03",
                                "SUB-14",
                                "DUR-02",
                                "SUB-01",
                                "DUR-04"),
                Mutant.shared(
                                "CON-04",
                                "declares CROSS_PROCESS, and another process has its own",
                                "what the other process reads",
                                () -> new Fault() {
                                    @Override
                                    public MessagingBackend open(MessagingBackend correct) {
                                        EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                                        declared.add(Capability.CROSS_PROCESS);
                                        return new Delegate(correct) {
                                            @Override
                                            public Set<Capability> capabilities() {
                                                return Set.copyOf(declared);
                                            }
                                        };
                                    }

                                    @Override
                                    public Optional<MessagingConfig> config() {
                                        return Optional.of(MessagingConfig.of(Map.of(
                                                "backend_module", "io.messaging.inmemory",
                                                "backend_class", "InMemoryMessagingBackend",
                                                "backend_config", Map.of("delivery", "async"))));
                                    }
                                })
                        .alsoBreaking("it kills another process that handles a durable client's messages", "DUR-09"));
    }

    private static List<Mutant> closing() {
        return List.of(
                Mutant.of(
                        "LIFE-01", "throws when it is closed twice", "IllegalState", correct -> new Delegate(correct) {
                            private final AtomicBoolean closed = new AtomicBoolean();

                            @Override
                            public void close() {
                                if (closed.getAndSet(true)) {
                                    throw new IllegalStateException("closed already");
                                }
                                super.close();
                            }
                        }),
                Mutant.of(
                                "LIFE-01",
                                "a second close waits for the first, in a handler too",
                                "close() returns",
                                correct -> new Delegate(correct) {
                                    private final CountDownLatch done = new CountDownLatch(1);
                                    private final AtomicInteger running = new AtomicInteger();
                                    private final AtomicBoolean closed = new AtomicBoolean();

                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        return super.subscribe(
                                                topic,
                                                handler == null
                                                        ? null
                                                        : message -> {
                                                            running.incrementAndGet();
                                                            try {
                                                                handler.onMessage(message);
                                                            } finally {
                                                                running.decrementAndGet();
                                                            }
                                                        },
                                                options);
                                    }

                                    @Override
                                    public void close() {
                                        if (!closed.getAndSet(true)) {
                                            while (running.get() > 0
                                                    && !Thread.currentThread().isInterrupted()) {
                                                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                            }
                                            super.close();
                                            done.countDown();
                                        }
                                    }
                                })
                        .alsoBreaking("it closes from a handler", "LIFE-03"),
                Mutant.of(
                        "LIFE-01",
                        "gives a wrong reason for the end of a backend",
                        "the reason that ended() gives",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                return SubscriptionMutants.ended(
                                        right,
                                        right.ended()
                                                .thenApply(end -> end.reason() == SubscriptionEnd.Reason.BACKEND_CLOSED
                                                        ? new SubscriptionEnd(SubscriptionEnd.Reason.UNSUBSCRIBED, "")
                                                        : end));
                            }
                        }),
                Mutant.shared(
                        "LIFE-01",
                        "delivers on after a close what was waiting",
                        "the rest after close() has returned",
                        () -> {
                            Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        stored.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                                                .add(message);
                                    })) {
                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            if (handler == null || options == null || options.isDurable()) {
                                                return super.subscribe(topic, handler, options);
                                            }
                                            Subscription[] own = new Subscription[1];
                                            own[0] = super.subscribe(
                                                    topic,
                                                    message -> {
                                                        handler.onMessage(message);
                                                        boolean closed = own[0] != null
                                                                && !own[0].isActive()
                                                                && own[0].ended()
                                                                                .toCompletableFuture()
                                                                                .join()
                                                                                .reason()
                                                                        == SubscriptionEnd.Reason.BACKEND_CLOSED;
                                                        for (Message next : closed
                                                                ? stored.getOrDefault(topic, List.of())
                                                                : List.<Message>of()) {
                                                            if (!next.equals(message)) {
                                                                handler.onMessage(next);
                                                            }
                                                        }
                                                    },
                                                    options);
                                            return own[0];
                                        }
                                    };
                        }),
                Mutant.of(
                        "LIFE-01",
                        "takes no second closer while one is at it",
                        "IllegalState",
                        correct -> new Delegate(correct) {
                            private final AtomicBoolean closing = new AtomicBoolean();

                            @Override
                            public void close() {
                                if (closing.getAndSet(true)) {
                                    throw new IllegalStateException("closing");
                                }
                                super.close();
                                Thread.yield();
                                closing.set(false);
                            }
                        }));
    }

    private static List<Mutant> closed() {
        return List.of(
                afterClose(
                                "throws an illegal state exception after the close",
                                "throws BackendClosedException",
                                new IllegalStateException("closed"))
                        .alsoBreaking("it looks whether it is closed", "LIFE-01")
                        .perhapsBreaking("calls meet a close there", "CON-02"),
                Mutant.of(
                        "LIFE-02",
                        "answers an empty request after the close",
                        "getMessagesById of no ids",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                return ids != null
                                                && ids.isEmpty()
                                                && namespace != null
                                                && !namespace.isBlank()
                                                && io.messaging.selftest.Faults.encodable(namespace)
                                        ? new ArrayList<>()
                                        : super.getMessagesById(namespace, ids);
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "takes no notice of an unsubscribe after the close",
                        "unsubscribe of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                try {
                                    super.unsubscribe(topic);
                                } catch (BackendClosedException e) {
                                    // Nothing is subscribed any more.
                                }
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "reads what it has after the close",
                        "getMessagesForTopicSince of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                try {
                                    return super.getMessagesForTopicSince(topic, since);
                                } catch (BackendClosedException e) {
                                    return List.of();
                                }
                            }

                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                try {
                                    return super.getNextMessageForTopicSince(topic, since);
                                } catch (BackendClosedException e) {
                                    return Optional.empty();
                                }
                            }
                        }),
                Mutant.shared(
                        "LIFE-02",
                        "stores after the close, and says it could not",
                        "what the closed backend has stored",
                        () -> {
                            List<MessagingBackend> open = new CopyOnWriteArrayList<>();
                            return correct -> {
                                open.add(correct);
                                return new Delegate(correct) {
                                    @Override
                                    public void storeMessage(String namespace, String topic, Message message) {
                                        try {
                                            super.storeMessage(namespace, topic, message);
                                        } catch (BackendClosedException e) {
                                            for (MessagingBackend other : open) {
                                                try {
                                                    other.storeMessage(namespace, topic, message);
                                                } catch (RuntimeException closed) {
                                                    open.remove(other);
                                                }
                                            }
                                            throw e;
                                        }
                                    }
                                };
                            };
                        }),
                Mutant.of(
                        "LIFE-02",
                        "cannot tell its capabilities after the close",
                        "BackendClosedException",
                        correct -> new Delegate(correct) {
                            private volatile boolean closed;

                            @Override
                            public Set<Capability> capabilities() {
                                if (closed) {
                                    throw new BackendClosedException("closed");
                                }
                                return super.capabilities();
                            }

                            @Override
                            public void close() {
                                closed = true;
                                super.close();
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "ignores an async store after the close",
                        "storeMessageAsync of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                try {
                                    return super.storeMessageAsync(namespace, topic, message);
                                } catch (BackendClosedException e) {
                                    return CompletableFuture.completedFuture(null);
                                }
                            }
                        }));
    }

    private static Mutant afterClose(String name, String telling, RuntimeException thrown) {
        return Mutant.of("LIFE-02", name, telling, correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                try {
                    return super.getMessagesForTopic(topic);
                } catch (BackendClosedException e) {
                    throw thrown;
                }
            }
        });
    }

    private static List<Mutant> leaks() {
        List<ServerSocket> sockets = new CopyOnWriteArrayList<>();
        Map<Object, Object> kept = new ConcurrentHashMap<>();
        return List.of(
                Mutant.of("LIFE-03", "leaks a thread for each instance", "no thread is left", correct -> {
                    thread("selftest-leak");
                    return correct;
                }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread for each subscription that was closed",
                        "no thread is left",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                    @Override
                                    public void close() {
                                        boolean open = super.isActive();
                                        super.close();
                                        if (open) {
                                            thread("selftest-subscription-leak");
                                        }
                                    }
                                };
                            }
                        }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when a handler closes it",
                        "no thread is left",
                        correct -> new Delegate(correct) {
                            private final Set<Thread> handling = ConcurrentHashMap.newKeySet();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(
                                        topic,
                                        handler == null
                                                ? null
                                                : message -> {
                                                    handling.add(Thread.currentThread());
                                                    try {
                                                        handler.onMessage(message);
                                                    } finally {
                                                        handling.remove(Thread.currentThread());
                                                    }
                                                },
                                        options);
                            }

                            @Override
                            public void close() {
                                if (handling.contains(Thread.currentThread())) {
                                    thread("selftest-handler-leak");
                                }
                                super.close();
                            }
                        }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread for each durable subscription",
                        "no thread is left",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                if (options != null && options.isDurable()) {
                                    thread("selftest-durable-leak");
                                }
                                return super.subscribe(topic, handler, options);
                            }
                        }),
                Mutant.of("LIFE-03", "leaves a socket open", "no socket or file stays open", correct -> {
                    try {
                        sockets.add(new ServerSocket(0));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return correct;
                }),
                Mutant.of(
                        "LIFE-03",
                        "keeps the handlers of subscriptions that were closed",
                        "a handler can be collected after",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            kept.put(new Object(), handler);
                            return handler;
                        })),
                Mutant.shared(
                        "LIFE-03",
                        "keeps the handlers of topics that were unsubscribed",
                        "a handler can be collected after unsubscribe",
                        () -> {
                            Map<String, List<MessageHandler>> byTopic = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription right = super.subscribe(topic, handler, options);
                                    List<MessageHandler> handlers =
                                            byTopic.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                                    handlers.add(handler);
                                    return new Faults.Sub(right) {
                                        @Override
                                        public void close() {
                                            super.close();
                                            handlers.remove(handler);
                                        }
                                    };
                                }

                                @Override
                                public void close() {
                                    super.close();
                                    byTopic.clear();
                                }
                            };
                        }));
    }

    static void thread(String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static List<Mutant> arguments() {
        return List.of(
                Mutant.of(
                        "LIFE-04",
                        "takes a blank topic",
                        "no exception",
                        correct -> Faults.topics(
                                new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopic(String topic) {
                                        return super.getMessagesForTopic(
                                                topic == null || !topic.isBlank() ? topic : "blank");
                                    }
                                },
                                name -> name)),
                Mutant.of(
                        "LIFE-04",
                        "stores under a blank namespace",
                        "storeMessage, namespace",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                super.storeMessage(
                                        namespace != null && namespace.isBlank() ? "blank" : namespace, topic, message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "stores before it looks at the namespace",
                        "the topic after all that was refused",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                if (namespace == null && topic != null && message != null) {
                                    super.storeMessage("n", topic, message);
                                }
                                super.storeMessage(namespace, topic, message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "fails with a null pointer for null",
                        "throws IllegalArgumentException",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                return super.getMessagesForTopicSince(
                                        java.util.Objects.requireNonNull(topic),
                                        java.util.Objects.requireNonNull(since));
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "tells of a bad argument in the future only",
                        "storeMessageAsync",
                        correct -> new Delegate(correct) {
                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                try {
                                    return super.storeMessageAsync(namespace, topic, message);
                                } catch (IllegalArgumentException e) {
                                    return CompletableFuture.failedFuture(e);
                                }
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "takes no handler for a handler",
                        "handler = null",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(topic, handler == null ? message -> {} : handler, options);
                            }
                        }),
                Mutant.of("LIFE-04", "skips a null among ids", "an id of ids = null", correct -> new Delegate(correct) {
                    @Override
                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                        return super.getMessagesById(
                                namespace,
                                ids == null
                                        ? null
                                        : ids.stream()
                                                .filter(java.util.Objects::nonNull)
                                                .toList());
                    }
                }),
                Mutant.of(
                        "LIFE-04",
                        "takes half a character in a topic",
                        "no exception",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                super.storeMessage(
                                        namespace,
                                        topic == null || topic.isBlank() || Faults.encodable(topic) ? topic : "?",
                                        message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04", "unsubscribes null without a word", "unsubscribe", correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                if (topic != null) {
                                    super.unsubscribe(topic);
                                }
                            }
                        }));
    }

    private static List<Mutant> cuts() {
        return List.of(
                Mutant.shared(
                        "LIFE-05",
                        "loses the message after a cut",
                        "missing",
                        () -> new DurableMutants.CutFault(
                                (cuts, seen, handler, message) -> {
                                    if (!seen[0] && cuts.get() > 0) {
                                        seen[0] = true;
                                        return;
                                    }
                                    handler.onMessage(message);
                                },
                                false)),
                Mutant.shared(
                        "LIFE-05",
                        "repeats the message after a cut",
                        "repeated",
                        () -> new DurableMutants.CutFault(
                                (cuts, seen, handler, message) -> {
                                    if (!seen[0] && cuts.get() > 0) {
                                        seen[0] = true;
                                        handler.onMessage(message);
                                    }
                                    handler.onMessage(message);
                                },
                                false)),
                cut("says that a store has succeeded which the cut has stopped", "missing", (broken, store) -> {
                    if (!broken) {
                        store.run();
                    }
                }),
                cut("breaks a store with another exception", "broken pipe", (broken, store) -> {
                    if (broken) {
                        throw new IllegalStateException("broken pipe");
                    }
                    store.run();
                }),
                Mutant.shared("LIFE-05", "never connects again", "storing works again", () -> new Fault() {
                    private volatile boolean broken;

                    @Override
                    public MessagingBackend open(MessagingBackend correct) {
                        return Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (broken) {
                                throw new MessagingConnectionException("not connected");
                            }
                            backend.storeMessage(namespace, topic, message);
                        });
                    }

                    @Override
                    public void cut() {
                        broken = true;
                    }
                }),
                Mutant.shared(
                        "LIFE-05",
                        "an async store under way at a cut is never answered",
                        "the future of an async store completes",
                        () -> new Fault() {
                            private final AtomicBoolean broken = new AtomicBoolean();

                            @Override
                            public MessagingBackend open(MessagingBackend correct) {
                                return new Delegate(correct) {
                                    @Override
                                    public CompletableFuture<Void> storeMessageAsync(
                                            String namespace, String topic, Message message) {
                                        CompletableFuture<Void> right =
                                                super.storeMessageAsync(namespace, topic, message);
                                        return broken.getAndSet(false) ? new CompletableFuture<>() : right;
                                    }
                                };
                            }

                            @Override
                            public void cut() {
                                broken.set(true);
                            }
                        }),
                Mutant.shared("LIFE-05", "ends its subscriptions at a cut", "receives", () -> new Fault() {
                    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

                    @Override
                    public MessagingBackend open(MessagingBackend correct) {
                        return new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                if (!options.isDurable()) {
                                    subscriptions.add(right);
                                }
                                return right;
                            }
                        };
                    }

                    @Override
                    public void cut() {
                        subscriptions.forEach(Subscription::close);
                    }
                }),
                Mutant.shared("LIFE-05", "subscribes anew after a cut, from now", "missing", () -> new Fault() {
                    private final AtomicInteger cuts = new AtomicInteger();

                    @Override
                    public MessagingBackend open(MessagingBackend correct) {
                        return Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicInteger known = new AtomicInteger();
                            AtomicInteger lost = new AtomicInteger();
                            return message -> {
                                if (known.getAndSet(cuts.get()) != cuts.get()) {
                                    lost.set(2);
                                }
                                if (lost.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                                    handler.onMessage(message);
                                }
                            };
                        });
                    }

                    @Override
                    public void cut() {
                        cuts.incrementAndGet();
                    }
                }));
    }

    private interface Cut {
        void store(boolean broken, Runnable store);
    }

    private static Mutant cut(String name, String telling, Cut cut) {
        return Mutant.shared("LIFE-05", name, telling, () -> new Fault() {
            private final AtomicBoolean broken = new AtomicBoolean();

            @Override
            public MessagingBackend open(MessagingBackend correct) {
                return new Delegate(correct) {
                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        cut.store(broken.getAndSet(false), () -> super.storeMessage(namespace, topic, message));
                    }
                };
            }

            @Override
            public void cut() {
                broken.set(true);
            }
        });
    }
}
