package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Deliveries go wrong: SUB-03, SUB-04, SUB-06 to SUB-09, SUB-12, CON-01. */
final class DeliveryMutants {
    /** Rules that notice when messages come in another order. */
    private static final String[] OF_ORDER = {
        "SUB-04", "SUB-05", "SUB-06", "SUB-07", "SUB-08", "SUB-09", "SUB-10", "SUB-11", "SUB-12", "CON-01", "CON-02",
        "CON-03", "RD-12", "RD-18", "RD-25", "RD-27", "LIFE-01", "LIFE-05", "DUR-08"
    };

    /** Rules that notice when one handler runs twice at once: nearly all that subscribe. */
    private static final String[] OF_ANY_DELIVERY = {
        "RD-12", "RD-13", "RD-17", "RD-18", "RD-19", "RD-20", "RD-21", "RD-25", "RD-27", "SUB-01", "SUB-02", "SUB-03",
        "SUB-05", "SUB-06", "SUB-07", "SUB-08", "SUB-09", "SUB-10", "SUB-11", "SUB-12", "SUB-13", "CON-01", "CON-02",
        "CON-03", "LIFE-01", "LIFE-03", "LIFE-05", "DUR-08"
    };

    private static final String[] ORDERED = {"SUB-05", "CON-01", "SUB-12", "RD-27", "LIFE-05"};

    private DeliveryMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(order());
        all.addAll(overlap());
        all.addAll(throwing());
        all.addAll(insideHandlers());
        all.addAll(ends());
        all.addAll(flow());
        all.addAll(load());
        return all;
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                                "SUB-03",
                                "sorts what waits for a slow handler by id",
                                "another order",
                                correct -> Faults.plainHandlers(
                                        correct, (topic, handler, options) -> new Reordering(handler, true)))
                        .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER),
                Mutant.of(
                                "SUB-03",
                                "swaps two messages when a handler takes its time",
                                "another order",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    Deque<Message> held = new ArrayDeque<>();
                                    AtomicBoolean slow = new AtomicBoolean();
                                    return message -> {
                                        boolean last = correct.getMessagesForTopic(topic)
                                                        .get(0)
                                                == null;
                                        long start = System.nanoTime();
                                        if (slow.getAndSet(false) && !last && hasLater(correct, topic, message)) {
                                            held.add(message);
                                            return;
                                        }
                                        handler.onMessage(message);
                                        while (!held.isEmpty()) {
                                            handler.onMessage(held.poll());
                                        }
                                        slow.set(System.nanoTime() - start > 60_000);
                                    };
                                }))
                        .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER),
                Mutant.shared(
                                "SUB-03",
                                "has subscriptions that do not agree about the order of stores at once",
                                "as subscriber 0 received it",
                                () -> {
                                    AtomicInteger count = new AtomicInteger();
                                    Map<String, AtomicInteger> storing = new ConcurrentHashMap<>();
                                    return correct -> Faults.plainHandlers(
                                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                                AtomicInteger now = storing.computeIfAbsent(
                                                        String.valueOf(topic), t -> new AtomicInteger());
                                                now.incrementAndGet();
                                                try {
                                                    backend.storeMessage(namespace, topic, message);
                                                } finally {
                                                    now.decrementAndGet();
                                                }
                                            }),
                                            (topic, handler, options) -> {
                                                boolean swaps = count.incrementAndGet() % 2 == 0;
                                                Deque<Message> held = new ArrayDeque<>();
                                                return message -> {
                                                    if (swaps
                                                            && held.isEmpty()
                                                            && storing.getOrDefault(topic, new AtomicInteger())
                                                                            .get()
                                                                    > 1) {
                                                        held.add(message);
                                                        return;
                                                    }
                                                    handler.onMessage(message);
                                                    while (!held.isEmpty()) {
                                                        handler.onMessage(held.poll());
                                                    }
                                                };
                                            });
                                })
                        .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER),
                Mutant.of(
                                "SUB-03",
                                "delivers the urgent first",
                                "another order",
                                correct -> Faults.plainHandlers(
                                        correct, (topic, handler, options) -> new Reordering(handler, false)))
                        .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER));
    }

    private static boolean hasLater(MessagingBackend backend, String topic, Message message) {
        List<Message> all = backend.getMessagesForTopic(topic);
        return all.size() > 1 && !all.get(all.size() - 1).equals(message);
    }

    /** Runs the handler on another thread, and gives it the least of what waits. */
    private static final class Reordering implements MessageHandler {
        private final MessageHandler handler;
        private final Comparator<Message> order;
        private final List<Message> waiting = new ArrayList<>();
        private boolean running;

        Reordering(MessageHandler handler, boolean byId) {
            this.handler = handler;
            this.order = byId
                    ? Comparator.comparing(Message::id)
                    : Comparator.comparing(m -> m.priority().number());
        }

        @Override
        public void onMessage(Message message) {
            synchronized (this) {
                waiting.add(message);
                if (running) {
                    return;
                }
                running = true;
            }
            Thread thread = new Thread(this::drain, "selftest-reordering");
            thread.setDaemon(true);
            thread.start();
        }

        private void drain() {
            while (true) {
                Message next;
                synchronized (this) {
                    if (waiting.isEmpty()) {
                        running = false;
                        return;
                    }
                    next = waiting.stream().min(order).orElseThrow();
                    waiting.remove(next);
                }
                try {
                    handler.onMessage(next);
                } catch (Throwable ignored) {
                    // As the correct one: a failure costs its own message only.
                }
            }
        }
    }

    private static List<Mutant> overlap() {
        return List.of(
                Mutant.of(
                                "SUB-04",
                                "runs one handler on two threads",
                                "ran at once",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    // Starts the next call while the one before is running, but never before that has
                                    // begun.
                                    return message -> {
                                        CompletableFuture<Void> begun = new CompletableFuture<>();
                                        Thread thread = new Thread(
                                                () -> {
                                                    begun.complete(null);
                                                    try {
                                                        handler.onMessage(message);
                                                    } catch (Throwable ignored) {
                                                        // As the correct one: a failure costs its own message only.
                                                    }
                                                },
                                                "selftest-second");
                                        thread.setDaemon(true);
                                        thread.start();
                                        begun.join();
                                    };
                                }))
                        .perhapsBreaking("without turns there is no order, nor an end", OF_ANY_DELIVERY),
                Mutant.shared("SUB-04", "storing threads run the handler side by side", "ran at once", () -> {
                            Map<String, List<MessageHandler>> handlers = new ConcurrentHashMap<>();
                            return correct -> Faults.stores(
                                    new Delegate(correct) {
                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            if (topic == null
                                                    || handler == null
                                                    || options == null
                                                    || options.isDurable()) {
                                                return super.subscribe(topic, handler, options);
                                            }
                                            List<MessageHandler> all = handlers.computeIfAbsent(
                                                    topic, t -> new java.util.concurrent.CopyOnWriteArrayList<>());
                                            Subscription subscription = super.subscribe(topic, message -> {}, options);
                                            all.add(handler);
                                            subscription.ended().thenRun(() -> all.remove(handler));
                                            return subscription;
                                        }
                                    },
                                    (backend, namespace, topic, message) -> {
                                        boolean isNew = message != null
                                                && topic != null
                                                && !topic.isBlank()
                                                && backend.getMessagesForTopic(topic).stream()
                                                        .noneMatch(message::equals);
                                        backend.storeMessage(namespace, topic, message);
                                        for (MessageHandler handler : isNew
                                                ? handlers.getOrDefault(topic, List.of())
                                                : List.<MessageHandler>of()) {
                                            try {
                                                handler.onMessage(message);
                                            } catch (Throwable ignored) {
                                                // As the correct one: a failure costs its own message only.
                                            }
                                        }
                                    });
                        })
                        .perhapsBreaking("without turns there is no order, nor an end", OF_ANY_DELIVERY));
    }

    private static List<Mutant> throwing() {
        return List.of(
                Mutant.of(
                        "SUB-06",
                        "an error ends the subscription",
                        "missing",
                        correct -> stops(correct, Error.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "a checked exception ends the subscription",
                        "missing",
                        correct -> stops(correct, java.io.IOException.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "an interrupt ends the subscription",
                        "missing",
                        correct -> stops(correct, InterruptedException.class, 1)),
                Mutant.of(
                        "SUB-06",
                        "ten failures end the subscription",
                        "missing",
                        correct -> stops(correct, Throwable.class, 10)),
                Mutant.of(
                                "SUB-06",
                                "gives a message that failed once more",
                                "repeated",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                    try {
                                        handler.onMessage(message);
                                    } catch (IllegalStateException e) {
                                        handler.onMessage(message);
                                    }
                                }))
                        .alsoBreaking("", new String[0]),
                Mutant.of(
                        "SUB-06",
                        "loses the message after one that failed",
                        "missing",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicBoolean failed = new AtomicBoolean();
                            return message -> {
                                if (failed.getAndSet(false)) {
                                    return;
                                }
                                try {
                                    handler.onMessage(message);
                                } catch (IllegalStateException e) {
                                    failed.set(true);
                                }
                            };
                        })),
                Mutant.of(
                        "SUB-06",
                        "leaves its thread interrupted for the next message",
                        "interrupted",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicBoolean interrupted = new AtomicBoolean();
                            return message -> {
                                if (interrupted.getAndSet(false)) {
                                    Thread.currentThread().interrupt();
                                }
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    interrupted.set(Thread.currentThread().isInterrupted());
                                }
                            };
                        })),
                Mutant.shared(
                        "SUB-06", "the storer gets what a handler throws", "IllegalStateException", () -> new Fault() {
                            private final Map<String, RuntimeException> thrown = new ConcurrentHashMap<>();

                            @Override
                            public MessagingBackend open(MessagingBackend correct) {
                                return Faults.plainHandlers(
                                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                                            backend.storeMessage(namespace, topic, message);
                                            RuntimeException failure = thrown.remove(topic);
                                            if (failure != null) {
                                                throw failure;
                                            }
                                        }),
                                        (topic, handler, options) -> message -> {
                                            try {
                                                handler.onMessage(message);
                                            } catch (IllegalStateException failure) {
                                                thrown.put(topic, failure);
                                                throw failure;
                                            }
                                        });
                            }

                            @Override
                            public Delivery delivery() {
                                return Delivery.DIRECT;
                            }
                        }),
                Mutant.shared("SUB-06", "a handler that throws costs its neighbours the message too", "missing", () -> {
                    Map<String, java.util.Set<Message>> failed = new ConcurrentHashMap<>();
                    return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                        if (failed.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                .contains(message)) {
                            return;
                        }
                        try {
                            handler.onMessage(message);
                        } catch (Throwable failure) {
                            failed.get(topic).add(message);
                            throw failure;
                        }
                    });
                }));
    }

    private static Delegate stops(MessagingBackend correct, Class<? extends Throwable> type, int failures) {
        return Faults.plainHandlers(correct, (topic, handler, options) -> {
            AtomicInteger left = new AtomicInteger(failures);
            return message -> {
                if (left.get() > 0) {
                    try {
                        handler.onMessage(message);
                    } catch (Throwable failure) {
                        if (type.isInstance(failure)) {
                            left.decrementAndGet();
                        }
                        throw failure;
                    }
                }
            };
        });
    }

    private static List<Mutant> insideHandlers() {
        return List.of(
                Mutant.shared("SUB-07", "refuses to store while a handler runs", "MessagingException", () -> {
                    ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                    return correct -> Faults.plainHandlers(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                if (handling.get() && backend.capabilities() != null) {
                                    throw new MessagingException("not from a handler");
                                }
                                backend.storeMessage(namespace, topic, message);
                            }),
                            (topic, handler, options) -> message -> {
                                handling.set(true);
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    handling.set(false);
                                }
                            });
                }),
                Mutant.shared(
                                "SUB-07",
                                "holds a topic's lock while a handler runs, and cannot take it again",
                                "SUB-07: ",
                                () -> {
                                    Map<String, Semaphore> locks = new ConcurrentHashMap<>();
                                    return correct -> Faults.plainHandlers(
                                            new Delegate(correct) {
                                                @Override
                                                public void storeMessage(
                                                        String namespace, String topic, Message message) {
                                                    if (topic == null) {
                                                        super.storeMessage(namespace, topic, message);
                                                        return;
                                                    }
                                                    Semaphore lock =
                                                            locks.computeIfAbsent(topic, t -> new Semaphore(1));
                                                    lock.acquireUninterruptibly();
                                                    try {
                                                        super.storeMessage(namespace, topic, message);
                                                    } finally {
                                                        lock.release();
                                                    }
                                                }
                                            },
                                            (topic, handler, options) -> message -> {
                                                Semaphore lock = locks.computeIfAbsent(topic, t -> new Semaphore(1));
                                                lock.acquire();
                                                try {
                                                    handler.onMessage(message);
                                                } finally {
                                                    lock.release();
                                                }
                                            });
                                })
                        .perhapsBreaking("it stores while a handler runs", "SUB-11")
                        .perhapsBreaking(
                                "a handler that waits keeps the lock",
                                "SUB-02",
                                "SUB-03",
                                "SUB-08",
                                "SUB-09",
                                "SUB-12",
                                "LIFE-01",
                                "RD-25",
                                "DUR-07"),
                Mutant.shared(
                        "SUB-07",
                        "calls a handler inside itself",
                        "how deep the handler was called inside itself",
                        () -> DeliveryMutants::recursive),
                Mutant.of("SUB-07", "drops what a handler stores in its own topic", "missing", correct -> {
                    ThreadLocal<String> handling = new ThreadLocal<>();
                    return Faults.plainHandlers(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                if (topic == null || !topic.equals(handling.get())) {
                                    backend.storeMessage(namespace, topic, message);
                                }
                            }),
                            (topic, handler, options) -> message -> {
                                handling.set(topic);
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    handling.remove();
                                }
                            });
                }),
                Mutant.of("SUB-07", "takes no subscription from a handler", "MessagingException", correct -> {
                    ThreadLocal<String> handling = new ThreadLocal<>();
                    Delegate inner = Faults.handlers(correct, (topic, handler, options) -> message -> {
                        handling.set(topic);
                        try {
                            handler.onMessage(message);
                        } finally {
                            handling.remove();
                        }
                    });
                    return new Delegate(inner) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            if (handling.get() != null) {
                                throw new MessagingException("not from a handler");
                            }
                            return super.subscribe(topic, handler, options);
                        }
                    };
                }),
                Mutant.of(
                        "SUB-07",
                        "answers async stores on the thread that runs the handlers",
                        "an async store completes while the handler that asked for it waits",
                        correct -> {
                            ThreadLocal<List<Runnable>> afterHandler = new ThreadLocal<>();
                            Delegate inner = Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                List<Runnable> answers = new ArrayList<>();
                                afterHandler.set(answers);
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    afterHandler.remove();
                                    answers.forEach(Runnable::run);
                                }
                            });
                            return new Delegate(inner) {
                                @Override
                                public CompletableFuture<Void> storeMessageAsync(
                                        String namespace, String topic, Message message) {
                                    CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                                    List<Runnable> answers = afterHandler.get();
                                    if (answers == null) {
                                        return right;
                                    }
                                    CompletableFuture<Void> late = new CompletableFuture<>();
                                    answers.add(() -> late.complete(null));
                                    return late;
                                }
                            };
                        }),
                Mutant.of(
                                "SUB-08",
                                "goes on with what it had taken when a handler closes",
                                "extra",
                                correct -> batches(correct, 3))
                        .perhapsBreaking("it closes with a backlog, too", "SUB-11")
                        .alsoBreaking("it takes several at once there too", "SUB-09"),
                Mutant.of(
                        "SUB-08",
                        "close waits for the handler that calls it",
                        "SUB-08: ",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                ReentrantLock turn = new ReentrantLock();
                                if (handler == null || options == null || options.isDurable()) {
                                    return super.subscribe(topic, handler, options);
                                }
                                Subscription subscription = super.subscribe(
                                        topic,
                                        message -> {
                                            turn.lock();
                                            try {
                                                handler.onMessage(message);
                                            } finally {
                                                turn.unlock();
                                            }
                                        },
                                        options);
                                return new Faults.Sub(subscription) {
                                    @Override
                                    public void close() {
                                        while (turn.isHeldByCurrentThread()) {
                                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                            if (Thread.currentThread().isInterrupted()) {
                                                return;
                                            }
                                        }
                                        super.close();
                                    }
                                };
                            }
                        }));
    }

    /** A store in a handler calls the handler at once. */
    private static Delegate recursive(MessagingBackend correct) {
        Map<String, java.util.Set<Message>> handled = new ConcurrentHashMap<>();
        ThreadLocal<Map<String, MessageHandler>> running = ThreadLocal.withInitial(ConcurrentHashMap::new);
        return Faults.plainHandlers(
                Faults.stores(correct, (backend, namespace, topic, message) -> {
                    MessageHandler handler =
                            topic == null ? null : running.get().get(topic);
                    if (handler != null && message != null && running.get().size() < 20) {
                        handled.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                .add(message);
                        backend.storeMessage(namespace, topic, message);
                        running.get().remove(topic); // one level is enough to be wrong
                        Deliveries.deliver(handler, message);
                        return;
                    }
                    backend.storeMessage(namespace, topic, message);
                }),
                (topic, handler, options) -> message -> {
                    if (handled.getOrDefault(topic, java.util.Set.of()).contains(message)) {
                        return;
                    }
                    running.get().put(topic, handler);
                    try {
                        handler.onMessage(message);
                    } finally {
                        running.get().remove(topic);
                    }
                });
    }

    /** Takes several messages at once, and does not look again whether it is still wanted. */
    private static Delegate batches(MessagingBackend correct, int size) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                if (handler == null || options == null || options.isDurable()) {
                    return super.subscribe(topic, handler, options);
                }
                Queue<Message> taken = new ConcurrentLinkedQueue<>();
                Subscription[] own = new Subscription[1];
                own[0] = super.subscribe(
                        topic,
                        message -> {
                            handler.onMessage(message);
                            if (own[0] != null && !own[0].isActive()) {
                                List<Message> all = correct.getMessagesForTopic(topic);
                                int index = all.indexOf(message);
                                for (int i = index + 1; index >= 0 && i < Math.min(all.size(), index + size); i++) {
                                    handler.onMessage(all.get(i));
                                }
                            }
                        },
                        options);
                return own[0];
            }
        };
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.of(
                                "SUB-09",
                                "close returns two milliseconds before the end",
                                "SUB-09: ",
                                correct -> lateEnd(correct, true))
                        .perhapsBreaking(
                                "what is stored right after a close arrives",
                                "SUB-02",
                                "SUB-05",
                                "SUB-08",
                                "SUB-10",
                                "SUB-11",
                                "SUB-14",
                                "SUB-07",
                                "DUR-08",
                                "LIFE-03",
                                "CON-02",
                                "LIFE-01"),
                Mutant.of(
                                "SUB-09",
                                "unsubscribe returns two milliseconds before the end",
                                "SUB-09: ",
                                correct -> lateEnd(correct, false))
                        .perhapsBreaking(
                                "what is stored right after an unsubscribe arrives",
                                "SUB-07",
                                "SUB-08",
                                "SUB-10",
                                "SUB-11",
                                "SUB-14",
                                "DUR-02",
                                "DUR-08",
                                "CON-02",
                                "LIFE-03",
                                "SUB-05"),
                Mutant.of(
                                "SUB-09",
                                "says that a closed subscription is active",
                                "the subscription is over",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                            @Override
                                            public boolean isActive() {
                                                return true;
                                            }
                                        };
                                    }
                                })
                        .perhapsBreaking(
                                "they look at the same flag",
                                "SUB-08",
                                "SUB-10",
                                "LIFE-01",
                                "DUR-02",
                                "DUR-08",
                                "DUR-04"),
                Mutant.of(
                                "SUB-09",
                                "does not tell of the end",
                                "ended() of a subscription completes",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        Subscription right = super.subscribe(topic, handler, options);
                                        return SubscriptionMutants.ended(
                                                right, new CompletableFuture<SubscriptionEnd>());
                                    }
                                })
                        .alsoBreaking("they ask for the reason too", "LIFE-01", "DUR-04"),
                Mutant.of(
                        "SUB-09",
                        "gives a wrong reason for the end",
                        "the reason that ended() gives",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                CompletionStage<SubscriptionEnd> wrong = right.ended()
                                        .thenApply(end -> end.reason() == SubscriptionEnd.Reason.UNSUBSCRIBED
                                                ? new SubscriptionEnd(SubscriptionEnd.Reason.BACKEND_CLOSED, "closed")
                                                : end);
                                return SubscriptionMutants.ended(right, wrong);
                            }
                        }),
                Mutant.of(
                                "SUB-09",
                                "delivers one more of what it had taken",
                                "extra (1)",
                                correct -> batches(correct, 2))
                        .perhapsBreaking("it closes with a backlog, too", "SUB-11")
                        .alsoBreaking("a close in the handler has the same effect", "SUB-08"));
    }

    /** The end is only asked for when close or unsubscribe returns. */
    private static Delegate lateEnd(MessagingBackend correct, boolean ofClose) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                Subscription right = super.subscribe(topic, handler, options);
                return !ofClose || options.isDurable()
                        ? right
                        : new Faults.Sub(right) {
                            private volatile boolean closed;

                            @Override
                            public boolean isActive() {
                                return !closed && super.isActive();
                            }

                            @Override
                            public void close() {
                                closed = true;
                                SubscriptionMutants.later(right::close);
                            }
                        };
            }

            @Override
            public void unsubscribe(String topic) {
                if (ofClose || topic == null || topic.isBlank()) {
                    super.unsubscribe(topic);
                } else {
                    super.loadSubscribers("n");
                    super.unsubscribe(topic + " of nobody");
                    SubscriptionMutants.later(() -> {
                        try {
                            correct.unsubscribe(topic);
                        } catch (MessagingException closed) {
                            // The backend has ended it.
                        }
                    });
                }
            }
        };
    }

    private static List<Mutant> flow() {
        return List.of(
                Mutant.of("SUB-12", "has one thread for all handlers", "handlers can be blocked at once", correct -> {
                            ReentrantLock one = new ReentrantLock(true);
                            return Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                one.lockInterruptibly();
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    one.unlock();
                                }
                            });
                        })
                        .perhapsBreaking(
                                "a handler that waits keeps all others waiting",
                                "SUB-02",
                                "SUB-07",
                                "SUB-08",
                                "SUB-09",
                                "LIFE-01",
                                "RD-25",
                                "DUR-08"),
                pool("has eight threads for all handlers", 8),
                pool("has sixteen threads for all handlers", 16),
                pool("has thirty-two threads for all handlers", 32),
                Mutant.of(
                        "SUB-12",
                        "drops what waits beyond 50,000 messages",
                        "missing",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicInteger handled = new AtomicInteger();
                            AtomicBoolean blocked = new AtomicBoolean();
                            return message -> {
                                long start = System.nanoTime();
                                if (blocked.get() && handled.incrementAndGet() > 50_000) {
                                    return;
                                }
                                handler.onMessage(message);
                                if (handled.get() == 0
                                        && correct.getMessagesForTopic(topic).size() > 50_000
                                        && System.nanoTime() - start > 1_000_000) {
                                    blocked.set(true);
                                }
                            };
                        })),
                Mutant.shared(
                        "SUB-12",
                        "stores wait when a handler is 1,000 messages behind",
                        "running: storeMessage",
                        () -> {
                            Map<String, AtomicInteger> behind = new ConcurrentHashMap<>();
                            return correct -> Faults.plainHandlers(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        AtomicInteger waiting = behind.get(topic);
                                        if (waiting != null) {
                                            waiting.incrementAndGet();
                                            while (waiting.get() > 1_000
                                                    && !Thread.currentThread().isInterrupted()) {
                                                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                                            }
                                        }
                                    }),
                                    (topic, handler, options) -> {
                                        AtomicInteger own = new AtomicInteger();
                                        AtomicInteger first = behind.putIfAbsent(topic, own);
                                        return message -> {
                                            handler.onMessage(message);
                                            if (first == null) {
                                                own.decrementAndGet();
                                            }
                                        };
                                    });
                        }));
    }

    private static Mutant pool(String name, int threads) {
        return Mutant.shared("SUB-12", name, "handlers can be blocked at once", () -> {
            Semaphore free = new Semaphore(threads, true);
            return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                free.acquire();
                try {
                    handler.onMessage(message);
                } finally {
                    free.release();
                }
            });
        });
    }

    private static List<Mutant> load() {
        return List.of(
                Mutant.shared(
                        "CON-01", "loses one delivery in ten thousand when several store at once", "missing", () -> {
                            AtomicInteger storing = new AtomicInteger();
                            AtomicInteger count = new AtomicInteger();
                            return correct -> Faults.plainHandlers(
                                    storingCounted(correct, storing), (topic, handler, options) -> message -> {
                                        if (storing.get() < 2 || count.incrementAndGet() % 10_000 != 5_000) {
                                            handler.onMessage(message);
                                        }
                                    });
                        }),
                Mutant.shared("CON-01", "loses one store in ten thousand when several store at once", "missing", () -> {
                    AtomicInteger storing = new AtomicInteger();
                    AtomicInteger count = new AtomicInteger();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        boolean alone = storing.incrementAndGet() < 2;
                        try {
                            if (alone || count.incrementAndGet() % 10_000 != 5_000) {
                                backend.storeMessage(namespace, topic, message);
                            }
                        } finally {
                            storing.decrementAndGet();
                        }
                    });
                }),
                Mutant.shared(
                        "CON-01", "doubles one delivery in ten thousand when several store at once", "repeated", () -> {
                            AtomicInteger storing = new AtomicInteger();
                            AtomicInteger count = new AtomicInteger();
                            return correct -> Faults.plainHandlers(
                                    storingCounted(correct, storing), (topic, handler, options) -> message -> {
                                        handler.onMessage(message);
                                        if (storing.get() > 1 && count.incrementAndGet() % 10_000 == 5_000) {
                                            handler.onMessage(message);
                                        }
                                    });
                        }),
                Mutant.shared(
                        "CON-01",
                        "swaps two of a writer's messages in ten thousand when several store at once",
                        "another order",
                        () -> {
                            AtomicInteger storing = new AtomicInteger();
                            AtomicInteger count = new AtomicInteger();
                            return correct -> Faults.plainHandlers(
                                    storingCounted(correct, storing), (topic, handler, options) -> {
                                        Deque<Message> held = new ArrayDeque<>();
                                        AtomicInteger holding = new AtomicInteger();
                                        return message -> {
                                            if (held.isEmpty()
                                                    && storing.get() > 1
                                                    && count.incrementAndGet() % 2_000 == 1_000) {
                                                held.add(message);
                                                holding.set(40);
                                                return;
                                            }
                                            handler.onMessage(message);
                                            if (!held.isEmpty()
                                                    && (holding.decrementAndGet() <= 0 || storing.get() == 0)) {
                                                handler.onMessage(held.poll());
                                            }
                                        };
                                    });
                        }),
                Mutant.shared(
                        "CON-01",
                        "loses one id in ten thousand from its index when several store at once",
                        "getMessagesById",
                        () -> {
                            AtomicInteger storing = new AtomicInteger();
                            AtomicInteger count = new AtomicInteger();
                            java.util.Set<Message> lost = ConcurrentHashMap.newKeySet();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        boolean alone = storing.incrementAndGet() < 2;
                                        try {
                                            backend.storeMessage(namespace, topic, message);
                                            if (!alone && count.incrementAndGet() % 10_000 == 5_000) {
                                                lost.add(message);
                                            }
                                        } finally {
                                            storing.decrementAndGet();
                                        }
                                    })) {
                                        @Override
                                        public List<Message> getMessagesById(
                                                String namespace, List<io.messaging.message.GemstoneId> ids) {
                                            return super.getMessagesById(namespace, ids).stream()
                                                    .filter(m -> !lost.contains(m))
                                                    .toList();
                                        }
                                    };
                        }));
    }

    private static Delegate storingCounted(MessagingBackend correct, AtomicInteger storing) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            storing.incrementAndGet();
            try {
                backend.storeMessage(namespace, topic, message);
            } finally {
                storing.decrementAndGet();
            }
        });
    }
}
