package io.messaging.selftest.ending;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Stored;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does not close once, promptly and for good: LIFE-01. */
final class Life01Close {
    static final Mutant AWAIT_CLOSED_DOES_NOT_WAIT = Mutant.of("LIFE-01", "awaitClosed() returns before the close")
            .fault("awaitClosed() returns after the backend was closed", correct -> new Delegate(correct) {
                @Override
                public void awaitClosed() {
                    // returns at once
                }
            });

    static final Mutant AWAIT_CLOSED_NEVER_RETURNS = Mutant.of("LIFE-01", "awaitClosed() of a closed backend waits")
            .fault("awaitClosed() of a closed backend returns at once", correct -> new Delegate(correct) {
                private final Semaphore ends = new Semaphore(0);

                @Override
                public void close() {
                    super.close();
                    ends.release();
                }

                @Override
                public void awaitClosed() throws InterruptedException {
                    ends.acquire();
                }
            });

    static final Mutant SECOND_CLOSE_THROWS = Mutant.of("LIFE-01", "throws when it is closed twice")
            .alsoBreaking("it is closed twice there too", "LIFE-06")
            .inEveryBuild()
            .fault("IllegalState", correct -> new Delegate(correct) {
                private final AtomicBoolean closed = new AtomicBoolean();

                @Override
                public void close() {
                    if (closed.getAndSet(true)) {
                        throw new IllegalStateException("closed already");
                    }
                    super.close();
                }
            });

    static final Mutant SECOND_CLOSE_WAITS = Mutant.of(
                    "LIFE-01", "a second close waits for the first, in a handler too")
            .alsoBreaking("it closes from a handler", "LIFE-03")
            .fault("close() returns", correct -> new Delegate(correct) {
                private final CountDownLatch done = new CountDownLatch(1);
                private final AtomicInteger running = new AtomicInteger();
                private final AtomicBoolean closed = new AtomicBoolean();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
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
                        while (running.get() > 0 && !Thread.currentThread().isInterrupted()) {
                            Faults.pause(1_000_000);
                        }
                        super.close();
                        done.countDown();
                    }
                }
            });

    static final Mutant WRONG_END_REASON = Mutant.of("LIFE-01", "gives a wrong reason for the end of a backend")
            .representative()
            .fault("the reason that ended() gives", Changes.subscribe((backend, topic, handler, options) -> {
                Subscription right = backend.subscribe(topic, handler, options);
                return Faults.ended(
                        right,
                        right.ended()
                                .thenApply(end -> end.reason() == SubscriptionEnd.Reason.BACKEND_CLOSED
                                        ? new SubscriptionEnd(SubscriptionEnd.Reason.UNSUBSCRIBED, "")
                                        : end));
            }));

    static final Mutant DELIVERS_WAITING_AFTER_CLOSE = Mutant.of("LIFE-01", "delivers waiting messages after a close")
            .sharedFault("the rest after close() has returned", () -> {
                Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                return correct -> Changes.subscribe(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            stored.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                                    .add(message);
                        }),
                        (backend, topic, handler, options) -> {
                            if (options.isDurable()) {
                                return backend.subscribe(topic, handler, options);
                            }
                            Subscription[] own = new Subscription[1];
                            own[0] = backend.subscribe(
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
                                        for (Message next :
                                                closed ? stored.getOrDefault(topic, List.of()) : List.<Message>of()) {
                                            if (!next.equals(message)) {
                                                handler.onMessage(next);
                                            }
                                        }
                                    },
                                    options);
                            return own[0];
                        });
            });

    static final Mutant CONCURRENT_CLOSE_THROWS = Mutant.of("LIFE-01", "refuses a second close while the first runs")
            .alsoBreaking("it is closed twice there too", "LIFE-06")
            .fault("IllegalState", correct -> new Delegate(correct) {
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
            });

    static final Mutant DELIVERS_OTHERS_AFTER_CLOSE = Mutant.of(
                    "LIFE-01", "delivers the stores of other instances after a close")
            .sharedFault("after close()", () -> {
                Stored stored = new Stored();
                Set<MessageHandler> orphans = ConcurrentHashMap.newKeySet();
                Map<MessageHandler, String> topics = new ConcurrentHashMap<>();
                return correct ->
                        new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                            boolean isNew = stored.find(backend, topic, message) == null;
                            stored.store(backend, namespace, topic, message);
                            if (isNew) {
                                orphans.stream()
                                        .filter(handler -> topic.equals(topics.get(handler)))
                                        .forEach(handler -> Deliveries.deliver(handler, message));
                            }
                        })) {
                            private final List<MessageHandler> own = new CopyOnWriteArrayList<>();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription subscription = super.subscribe(topic, handler, options);
                                if (!options.isDurable()) {
                                    topics.put(handler, topic);
                                    own.add(handler);
                                    subscription.ended().thenAccept(end -> {
                                        if (end.reason() != SubscriptionEnd.Reason.BACKEND_CLOSED) {
                                            own.remove(handler);
                                        }
                                    });
                                }
                                return subscription;
                            }

                            @Override
                            public void close() {
                                super.close();
                                orphans.addAll(own);
                            }
                        };
            });
}
