package io.messaging.selftest.ending;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Takes an interrupt of one caller for something else: LIFE-07. */
public final class Life07Interrupts {
    private Life07Interrupts() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.shared(
                        "LIFE-07",
                        "an interrupt breaks the connection that others use",
                        "while platform threads of others are interrupted",
                        () -> {
                            AtomicBoolean broken = new AtomicBoolean();
                            return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                if (Thread.currentThread().isInterrupted()) {
                                    broken.set(true);
                                    throw new MessagingConnectionException("the connection broke", null);
                                }
                                if (broken.getAndSet(false)) {
                                    throw new MessagingConnectionException("somebody broke the connection", null);
                                }
                                backend.storeMessage(namespace, topic, message);
                            });
                        }),
                Mutant.of(
                        "LIFE-07",
                        "swallows the interrupt of a call",
                        "clears the interrupt status",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopic(String topic) {
                                Thread.interrupted();
                                return super.getMessagesForTopic(topic);
                            }
                        }),
                Mutant.of(
                        "LIFE-07",
                        "throws what no caller expects when it is interrupted",
                        "throws java.lang.IllegalStateException",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                super.unsubscribe(topic);
                                if (Thread.currentThread().isInterrupted()) {
                                    throw new IllegalStateException("interrupted");
                                }
                            }
                        }),
                Mutant.of(
                        "LIFE-07",
                        "does not close when the closing thread is interrupted",
                        "after an interrupted thread called close()",
                        correct -> new Delegate(correct) {
                            @Override
                            public void close() {
                                if (!Thread.currentThread().isInterrupted()) {
                                    super.close();
                                }
                            }
                        }));
    }
}
