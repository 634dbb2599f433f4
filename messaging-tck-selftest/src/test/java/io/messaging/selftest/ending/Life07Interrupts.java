package io.messaging.selftest.ending;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Handles the interrupt of a caller wrong: LIFE-07. */
final class Life07Interrupts {
    static final Mutant BREAKS_SHARED_CONNECTION = Mutant.of(
                    "LIFE-07", "an interrupt breaks the connection that others use")
            .representative()
            .sharedFault("while platform threads of others are interrupted", () -> {
                AtomicBoolean broken = new AtomicBoolean();
                return Faults.stores((backend, namespace, topic, message) -> {
                    if (Thread.currentThread().isInterrupted()) {
                        broken.set(true);
                        throw new MessagingConnectionException("the connection broke", null);
                    }
                    if (broken.getAndSet(false)) {
                        throw new MessagingConnectionException("somebody broke the connection", null);
                    }
                    backend.storeMessage(namespace, topic, message);
                });
            });

    static final Mutant SWALLOWS_INTERRUPT = Mutant.of("LIFE-07", "swallows the interrupt of a call")
            .inEveryBuild()
            .fault("clears the interrupt status", correct -> new Delegate(correct) {
                @Override
                public List<Message> getMessagesForTopic(String topic) {
                    Thread.interrupted();
                    return super.getMessagesForTopic(topic);
                }
            });

    static final Mutant WRONG_EXCEPTION = Mutant.of("LIFE-07", "throws an unexpected exception when it is interrupted")
            .fault("throws java.lang.IllegalStateException", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic) {
                    super.unsubscribe(topic);
                    if (Thread.currentThread().isInterrupted()) {
                        throw new IllegalStateException("interrupted");
                    }
                }
            });

    static final Mutant INTERRUPTED_CLOSE_DOES_NOTHING = Mutant.of(
                    "LIFE-07", "does not close when the closing thread is interrupted")
            .inEveryBuild()
            .fault("after an interrupted thread called close()", correct -> new Delegate(correct) {
                @Override
                public void close() {
                    if (!Thread.currentThread().isInterrupted()) {
                        super.close();
                    }
                }
            });
}
