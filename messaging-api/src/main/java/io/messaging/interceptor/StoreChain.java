package io.messaging.interceptor;

import io.messaging.message.Message;
import java.util.concurrent.CompletionStage;

/** The rest of the way of a store: the interceptors inside of the one that was called, and the backend. */
@FunctionalInterface
public interface StoreChain {
    /**
     * Goes on with the store. Calling it again stores again, which changes nothing for an equal message.
     *
     * @param message the message of the call, or a changed one with the same id
     * @return completes when the store has ended, exceptionally with what {@code storeMessage} throws; of a synchronous
     *     store it is complete
     * @throws IllegalArgumentException when the message is null or has another id
     */
    CompletionStage<Void> proceed(Message message);
}
