package io.messaging.interceptor;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Calls interceptors around what a backend does. For authors of backends and decorators. Immutable. */
public final class InterceptorChain {
    /** Without interceptors. */
    public static final InterceptorChain NONE = new InterceptorChain(List.of());

    private final List<MessagingInterceptor> interceptors;

    private InterceptorChain(List<MessagingInterceptor> interceptors) {
        this.interceptors = interceptors;
    }

    /**
     * {@return a chain; {@link #NONE} for an empty list}
     *
     * @param interceptors outermost first
     */
    public static InterceptorChain of(List<? extends MessagingInterceptor> interceptors) {
        return interceptors.isEmpty() ? NONE : new InterceptorChain(List.copyOf(interceptors));
    }

    /**
     * Stores, and waits for what the interceptors do.
     *
     * @param call with checked arguments
     * @param store stores on the spot, given the message that the interceptors have made of it
     */
    public void store(StoreCall call, StoreStep store) {
        CompletionStage<Void> outcome = storeFrom(0, call, message -> {
            store.store(message);
            return CompletableFuture.completedFuture(null);
        });
        try {
            outcome.toCompletableFuture().join();
        } catch (CompletionException failed) {
            throw unchecked(causeOf(failed));
        }
    }

    /**
     * Stores without waiting.
     *
     * @param call with checked arguments
     * @param store stores without waiting, given the message that the interceptors have made of it
     * @return the outcome, failures of interceptors included
     */
    public CompletableFuture<Void> storeAsync(StoreCall call, StoreChain store) {
        return storeFrom(0, call, store);
    }

    /** What a backend does with a message that has passed the interceptors. */
    @FunctionalInterface
    public interface StoreStep {
        /**
         * Stores.
         *
         * @param message what to store
         */
        void store(Message message);
    }

    /** Failures arrive at the interceptor outside, and at the caller, in one way and as they were thrown. */
    private CompletableFuture<Void> storeFrom(int index, StoreCall call, StoreChain store) {
        try {
            return plainFailures(
                    index == interceptors.size()
                            ? store.proceed(call.message())
                            : storeThrough(interceptors.get(index), index, call, store));
        } catch (Throwable failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletionStage<Void> storeThrough(
            MessagingInterceptor interceptor, int index, StoreCall call, StoreChain store) {
        CompletionStage<Void> outcome = interceptor.store(
                call, message -> storeFrom(index + 1, withMessage(call, message, interceptor), store));
        if (outcome == null) {
            throw new IllegalStateException("store of interceptor "
                    + interceptor.getClass().getName()
                    + " returned null; return the stage from chain.proceed or your own");
        }
        return outcome;
    }

    private static StoreCall withMessage(StoreCall call, Message message, MessagingInterceptor interceptor) {
        if (message == null || !message.id().equals(call.message().id())) {
            throw new IllegalArgumentException(
                    "interceptor " + interceptor.getClass().getName() + " proceeds with "
                            + (message == null ? "null" : "message " + message.id()) + " instead of message "
                            + call.message().id() + "; it may change a message, but not its id");
        }
        return new StoreCall(call.namespace(), call.topic(), message);
    }

    /** Returns a future that fails with what was thrown, without the exception that dependent stages wrap it in. */
    private static CompletableFuture<Void> plainFailures(CompletionStage<Void> stage) {
        CompletableFuture<Void> plain = new CompletableFuture<>();
        stage.whenComplete((done, failure) -> {
            if (failure == null) {
                plain.complete(null);
            } else {
                plain.completeExceptionally(causeOf(failure));
            }
        });
        return plain;
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked
                ? unchecked
                : new MessagingException("an interceptor failed: " + failure, failure);
    }

    /**
     * Returns a handler that calls the interceptors around another one. They see the context class loader that is due to
     * that one: the class loader of its own class, whichever thread runs it (SUB-20).
     *
     * @param handler the application's, or one that another chain returned, whose interceptors are then outside of these, as they
     *     are for stores
     * @return a handler for the backend to call
     */
    public MessageHandler around(MessageHandler handler) {
        return handler instanceof InterceptedHandler outer
                ? new InterceptedHandler(outer.chain().around(this), outer.handler())
                : new InterceptedHandler(this, handler);
    }

    private InterceptorChain around(InterceptorChain inner) {
        return of(Stream.concat(interceptors.stream(), inner.interceptors.stream())
                .toList());
    }

    /** {@return whether the calling thread is in a handler of a subscription, of whichever backend} Slow: it looks at the stack. */
    public static boolean isInHandler() {
        return InterceptedHandler.isOnStack();
    }

    void handle(Delivery delivery, MessageHandler handler) throws Exception {
        handleFrom(0, delivery, handler);
    }

    private void handleFrom(int index, Delivery delivery, MessageHandler handler) throws Exception {
        if (index == interceptors.size()) {
            handler.onDelivery(delivery);
            return;
        }
        MessagingInterceptor interceptor = interceptors.get(index);
        interceptor.handle(delivery, next -> handleFrom(index + 1, required(next, interceptor), handler));
    }

    private static Delivery required(Delivery delivery, MessagingInterceptor interceptor) {
        if (delivery == null) {
            throw new IllegalArgumentException(
                    "interceptor " + interceptor.getClass().getName() + " proceeds without a delivery (null)");
        }
        return delivery;
    }
}
