package io.messaging.interceptor;

import io.messaging.backend.Delivery;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Code around the stores and the handlers of a backend (INT-01): tracing, metrics, logging, encryption. Both methods have
 * a default that only proceeds, so an interceptor overrides what it needs. {@code docs/interceptors.md} has examples.
 *
 * <p>Interceptors are registered in two ways, which may be combined:
 *
 * <ul>
 *   <li>A backend finds those that {@link java.util.ServiceLoader} provides when it is opened ({@link #found}), however it
 *       is opened. The one with the lowest {@link #order} is outermost; of equals, the first by class name.
 *   <li>{@code Interceptors.on(backend, first, second)} registers others in code. The first is outermost, whatever their
 *       {@code order()}, and all of them are outside of those that were found.
 * </ul>
 *
 * <p>What an interceptor throws fails the one call that it is around: the caller's store, or this attempt of the handler.
 *
 * <p>Implementations are thread-safe: any number of stores and handlers run at once. Those for {@code ServiceLoader} are
 * public and have a public constructor without arguments; each backend has instances of its own.
 */
public interface MessagingInterceptor {
    /**
     * Is called around a store, once for each call of {@code storeMessage} or {@code storeMessageAsync} with valid
     * arguments, on the caller's thread. A backend that repeats a store, after a lost connection for instance, does not
     * call it again: it repeats the message that the innermost interceptor passed on.
     *
     * <p>A message may be changed on its way in, but not its id. Storing an equal message again is harmless (RD-12) only
     * as long as it is still equal here: derive what is added from the message or from a context that the caller's
     * repetition shares.
     *
     * @param call what the caller stores, as changed by the interceptors outside of this one
     * @param chain stores, or calls the next interceptor; called on this thread, normally once
     * @return completes when the store has ended, with its failure if it failed: usually what {@code chain} returned, or a
     *     stage that depends on it. A synchronous store waits for it; there, what {@code chain} returned is complete
     */
    default CompletionStage<Void> store(StoreCall call, StoreChain chain) {
        return chain.proceed(call.message());
    }

    /**
     * Is called around each attempt of a handler at a message, on the handler's thread, so that it can set up what the
     * handler finds there and take it down. Sees the outcome: {@code chain.proceed} returns or throws what the handler
     * returned or threw. What this method throws is the outcome of the attempt: it may replace a failure, and by not
     * throwing it makes one a success.
     *
     * @param delivery the message, its topic, the attempt, and the subscription
     * @param chain calls the handler, or the next interceptor; called on this thread. An interceptor that does not call it
     *     keeps the message from the handler, and the message is done with
     * @throws Exception what the handler threw, or whatever went wrong here
     */
    default void handle(Delivery delivery, HandlerChain chain) throws Exception {
        chain.proceed(delivery);
    }

    /** {@return the place among the interceptors that are found; the lowest is outermost} Does not change. */
    default int order() {
        return 0;
    }

    /**
     * Looks for interceptors with the thread's context class loader and with the one that loaded this library. Those that
     * cannot be loaded are logged and left out. Backends that extend {@link io.messaging.spi.AbstractMessagingBackend} do
     * this when they are opened.
     *
     * @return new instances, outermost first
     */
    static List<MessagingInterceptor> found() {
        return InterceptorSearch.search();
    }
}
