package io.messaging.selftest.intercepting;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.Interceptors;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Calls interceptors wrong, or not at all: INT-01. */
final class Int01Interceptors {
    static final Mutant IGNORES_SERVICES = mutant("does not look for interceptors")
            .representative()
            .fault("the calls of interceptors around", calling((backend, found) -> backend));

    static final Mutant REVERSED = mutant("calls the inner one first")
            .inEveryBuild()
            .fault("the calls of interceptors around", calling((backend, found) -> {
                List<MessagingInterceptor> reversed = new ArrayList<>(found);
                Collections.reverse(reversed);
                return Interceptors.on(backend, reversed);
            }));

    static final Mutant TWICE = mutant("calls them itself, and so does the backend it decorates")
            .inEveryBuild()
            .fault(
                    "the calls of interceptors around",
                    calling((backend, found) -> Interceptors.on(Interceptors.on(backend, found), found)));

    static final Mutant NOT_AROUND_ASYNC_STORES = mutant("does not call them around asynchronous stores")
            .inEveryBuild()
            .fault(
                    "around storeMessageAsync",
                    calling((backend, found) -> new Delegate(Interceptors.on(backend, found)) {
                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            return backend.storeMessageAsync(namespace, topic, message);
                        }
                    }));

    static final Mutant NOT_AROUND_HANDLERS = mutant("calls them around stores only")
            .fault(
                    "the calls of interceptors around a handler",
                    calling((backend, found) -> new Delegate(Interceptors.on(backend, found)) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            return backend.subscribe(topic, handler, options);
                        }
                    }));

    static final Mutant STORES_WHAT_THE_CALLER_GAVE = mutant("stores the caller's message, not the changed one")
            .inEveryBuild()
            .fault(
                    "a topic whose messages interceptors have changed",
                    calling((backend, found) -> new Delegate(backend) {
                        private final ThreadLocal<Message> given = new ThreadLocal<>();
                        private final MessagingBackend inside = Interceptors.on(
                                new Delegate(backend) {
                                    @Override
                                    public void storeMessage(String namespace, String topic, Message changed) {
                                        super.storeMessage(namespace, topic, given.get());
                                    }

                                    @Override
                                    public CompletableFuture<Void> storeMessageAsync(
                                            String namespace, String topic, Message changed) {
                                        return super.storeMessageAsync(namespace, topic, given.get());
                                    }
                                },
                                found);

                        @Override
                        public void storeMessage(String namespace, String topic, Message message) {
                            given.set(message);
                            inside.storeMessage(namespace, topic, message);
                        }

                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            given.set(message);
                            return inside.storeMessageAsync(namespace, topic, message);
                        }

                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            return inside.subscribe(topic, handler, options);
                        }
                    }));

    static final Mutant WRAPS_FAILURES = mutant("hands interceptors a CompletionException with the failure in it")
            .fault(
                    "the future fails with the exception of the interceptor",
                    each(interceptor -> new Around(interceptor) {
                        @Override
                        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
                            return super.store(
                                    call,
                                    message -> chain.proceed(message).handle((done, failure) -> {
                                        if (failure != null) {
                                            throw new CompletionException(new CompletionException(failure));
                                        }
                                        return done;
                                    }));
                        }
                    }));

    static final Mutant STORES_DESPITE_FAILURE = mutant("stores although an interceptor failed")
            .inEveryBuild()
            .fault("a store on which an interceptor fails", each(interceptor -> new Around(interceptor) {
                @Override
                public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
                    try {
                        return super.store(call, chain);
                    } catch (IllegalStateException ofInterceptor) {
                        return chain.proceed(call.message());
                    }
                }
            }));

    static final Mutant HIDES_HANDLERS_FAILURE = mutant("tells interceptors that the handler succeeded")
            .inEveryBuild()
            .fault("what interceptors see of attempt 1", each(interceptor -> new Around(interceptor) {
                @Override
                public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                    List<Exception> thrown = new ArrayList<>();
                    super.handle(delivery, next -> {
                        try {
                            chain.proceed(next);
                        } catch (Exception failure) {
                            thrown.add(failure);
                        }
                    });
                    if (!thrown.isEmpty()) {
                        throw thrown.get(0);
                    }
                }
            }));

    static final Mutant FIRST_ATTEMPT_ONLY = mutant("does not call them around further attempts")
            .inEveryBuild()
            .fault("the attempts that interceptors see", each(interceptor -> new Around(interceptor) {
                @Override
                public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                    if (delivery.attempt() == 1) {
                        super.handle(delivery, chain);
                    } else {
                        chain.proceed(delivery);
                    }
                }
            }));

    static final Mutant ANOTHER_THREAD = mutant("calls them on a thread of its own while the handler runs")
            .inEveryBuild()
            .fault("the thread of", each(interceptor -> new Around(interceptor) {
                @Override
                public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                    CompletableFuture<Void> handled = new CompletableFuture<>();
                    CompletableFuture<Void> began = new CompletableFuture<>();
                    Thread beside = new Thread(() -> {
                        try {
                            super.handle(delivery, next -> {
                                began.complete(null);
                                handled.join();
                            });
                        } catch (Exception ofInterceptor) {
                            began.completeExceptionally(ofInterceptor);
                        }
                    });
                    beside.start();
                    began.join();
                    try {
                        chain.proceed(delivery);
                    } finally {
                        handled.complete(null);
                        beside.join();
                    }
                }
            }));

    static final Mutant FAILURE_ENDS_SUBSCRIPTION = mutant("ends a subscription when an interceptor fails")
            .inEveryBuild()
            .fault("a plain handler behind an interceptor", each(interceptor -> new Around(interceptor) {
                @Override
                public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                    boolean[] reached = {false};
                    try {
                        super.handle(delivery, next -> {
                            reached[0] = true;
                            chain.proceed(next);
                        });
                    } finally {
                        if (!reached[0]) {
                            delivery.subscription().close();
                        }
                    }
                }
            }));

    private Int01Interceptors() {}

    private static Mutant mutant(String name) {
        return Mutant.of("INT-01", name);
    }

    private interface Calling {
        MessagingBackend around(MessagingBackend backend, List<MessagingInterceptor> found);
    }

    /** Correct but for the interceptors that it finds. Where there are none, nothing is wrong. */
    private static Fault calling(Calling calling) {
        return new Fault() {
            @Override
            public MessagingBackend open(MessagingBackend correct) {
                return correct;
            }

            @Override
            public MessagingBackend intercepted(MessagingBackend backend, List<MessagingInterceptor> found) {
                return found.isEmpty() ? backend : calling.around(backend, found);
            }
        };
    }

    private static Fault each(UnaryOperator<MessagingInterceptor> change) {
        return calling((backend, found) ->
                Interceptors.on(backend, found.stream().map(change).toList()));
    }

    private static class Around implements MessagingInterceptor {
        private final MessagingInterceptor interceptor;

        Around(MessagingInterceptor interceptor) {
            this.interceptor = interceptor;
        }

        @Override
        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
            return interceptor.store(call, chain);
        }

        @Override
        public void handle(Delivery delivery, HandlerChain chain) throws Exception {
            interceptor.handle(delivery, chain);
        }
    }
}
