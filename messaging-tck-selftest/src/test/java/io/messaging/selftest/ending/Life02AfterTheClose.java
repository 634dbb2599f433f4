package io.messaging.selftest.ending;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Works, or fails with something else, after the close: LIFE-02. */
public final class Life02AfterTheClose {

    private Life02AfterTheClose() {}

    public static List<Mutant> all() {
        return List.of(
                afterClose(
                                "throws an illegal state exception after the close",
                                "throws BackendClosedException",
                                new IllegalStateException("closed"))
                        .alsoBreaking("it looks whether it is closed", "LIFE-01")
                        .perhapsBreaking("calls meet a close there", "CON-02"),
                Mutant.of(
                        "LIFE-02",
                        "answers an empty request after the close",
                        "getMessagesById of no ids",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                return ids != null
                                                && ids.isEmpty()
                                                && namespace != null
                                                && !namespace.isBlank()
                                                && Faults.encodable(namespace)
                                        ? new ArrayList<>()
                                        : super.getMessagesById(namespace, ids);
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "takes no notice of an unsubscribe after the close",
                        "unsubscribe of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                try {
                                    super.unsubscribe(topic);
                                } catch (BackendClosedException e) {
                                    // Nothing is subscribed any more.
                                }
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "reads what it has after the close",
                        "getMessagesForTopicSince of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                try {
                                    return super.getMessagesForTopicSince(topic, since);
                                } catch (BackendClosedException e) {
                                    return List.of();
                                }
                            }

                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                try {
                                    return super.getNextMessageForTopicSince(topic, since);
                                } catch (BackendClosedException e) {
                                    return Optional.empty();
                                }
                            }
                        }),
                Mutant.shared(
                        "LIFE-02",
                        "stores after the close, and says it could not",
                        "what the closed backend has stored",
                        () -> {
                            List<MessagingBackend> open = new CopyOnWriteArrayList<>();
                            return correct -> {
                                open.add(correct);
                                return new Delegate(correct) {
                                    @Override
                                    public void storeMessage(String namespace, String topic, Message message) {
                                        try {
                                            super.storeMessage(namespace, topic, message);
                                        } catch (BackendClosedException e) {
                                            for (MessagingBackend other : open) {
                                                try {
                                                    other.storeMessage(namespace, topic, message);
                                                } catch (RuntimeException closed) {
                                                    open.remove(other);
                                                }
                                            }
                                            throw e;
                                        }
                                    }
                                };
                            };
                        }),
                Mutant.of(
                        "LIFE-02",
                        "cannot tell its capabilities after the close",
                        "BackendClosedException",
                        correct -> new Delegate(correct) {
                            private volatile boolean closed;

                            @Override
                            public Set<Capability> capabilities() {
                                if (closed) {
                                    throw new BackendClosedException("closed");
                                }
                                return super.capabilities();
                            }

                            @Override
                            public void close() {
                                closed = true;
                                super.close();
                            }
                        }),
                Mutant.of(
                        "LIFE-02",
                        "ignores an async store after the close",
                        "storeMessageAsync of a closed backend",
                        correct -> new Delegate(correct) {
                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                try {
                                    return super.storeMessageAsync(namespace, topic, message);
                                } catch (BackendClosedException e) {
                                    return CompletableFuture.completedFuture(null);
                                }
                            }
                        }));
    }

    private static Mutant afterClose(String name, String telling, RuntimeException thrown) {
        return Mutant.of("LIFE-02", name, telling, correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                try {
                    return super.getMessagesForTopic(topic);
                } catch (BackendClosedException e) {
                    throw thrown;
                }
            }
        });
    }
}
