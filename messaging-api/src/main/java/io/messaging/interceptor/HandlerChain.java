package io.messaging.interceptor;

import io.messaging.backend.Delivery;

/** The rest of the way of a delivery: the interceptors inside of the one that was called, and the handler. */
@FunctionalInterface
public interface HandlerChain {
    /**
     * Goes on with the delivery, and returns when the handler has.
     *
     * @param delivery the delivery, perhaps with a changed message
     * @throws IllegalArgumentException when the delivery is null
     * @throws Exception what the handler or an interceptor inside threw
     */
    void proceed(Delivery delivery) throws Exception;
}
