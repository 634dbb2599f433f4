package io.messaging.embedded.client.pipeline;

import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.message.Message;
import io.messaging.spi.delivery.UserFuture;
import java.util.concurrent.CompletableFuture;

/** An asynchronous store that has no answer yet. Immutable but for its future. */
record PendingStore(
        String namespace, String topic, Message message, Deadline deadline, CompletableFuture<Void> outcome) {
    /** The same, to be sent another time. */
    PendingStore forAnotherTry() {
        return new PendingStore(namespace, topic, message, deadline.forAnotherTry(), outcome);
    }

    /** Completes it, with success where the failure is null. A program's future runs nothing of the program's here. */
    void complete(MessagingException failure) {
        UserFuture.settle(outcome, null, failure);
    }

    int bytes() {
        return message.jsonLength();
    }
}
