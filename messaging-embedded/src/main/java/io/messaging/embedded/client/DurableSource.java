package io.messaging.embedded.client;

import io.messaging.spi.delivery.FailureText;
import java.util.concurrent.CompletableFuture;

/** A source of a durable client's messages, which have to be settled one by one. */
interface DurableSource extends MessageSource {
    /** The message polled last is handled. Called by the polling thread. */
    void handled();

    /** The handler failed for good on the message polled last. Called by the polling thread. */
    void failed(FailureText failure);

    /**
     * Gives up the claim: what was polled and not settled comes again to the next one. Any thread may call, once the
     * handler is at rest.
     *
     * @return completes when the server knows, or cannot be told
     */
    CompletableFuture<Void> release();
}
