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

/** Works after the close, or fails with another exception: LIFE-02. */
final class Life02AfterTheClose {
    static final Mutant WRONG_EXCEPTION = afterClose(
                    "throws an illegal state exception after the close",
                    "throws BackendClosedException",
                    new IllegalStateException("closed"))
            .alsoBreaking("it looks whether it is closed", "LIFE-01")
            .perhapsBreaking("calls meet a close there", "CON-02");

    static final Mutant ANSWERS_EMPTY_REQUEST = Mutant.of("LIFE-02", "answers an empty request after the close")
            .representative()
            .fault("getMessagesById of no ids", correct -> new Delegate(correct) {
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
            });

    static final Mutant ACCEPTS_UNSUBSCRIBE = Mutant.of("LIFE-02", "accepts an unsubscribe after the close")
            .fault("unsubscribe of a closed backend", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic) {
                    try {
                        super.unsubscribe(topic);
                    } catch (BackendClosedException e) {
                        // Nothing is subscribed any more.
                    }
                }
            });

    static final Mutant READS = Mutant.of("LIFE-02", "reads what it has after the close")
            .fault("getMessagesForTopicSince of a closed backend", correct -> new Delegate(correct) {
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
            });

    static final Mutant STORES_AND_THROWS = Mutant.of("LIFE-02", "stores after the close, and reports a failure")
            .sharedFault("what the closed backend has stored", () -> {
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
            });

    static final Mutant CAPABILITIES_THROW = Mutant.of("LIFE-02", "cannot return its capabilities after the close")
            .inEveryBuild()
            .fault("BackendClosedException", correct -> new Delegate(correct) {
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
            });

    static final Mutant IGNORES_ASYNC_STORE = Mutant.of("LIFE-02", "ignores an async store after the close")
            .fault("storeMessageAsync of a closed backend", correct -> new Delegate(correct) {
                @Override
                public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                    try {
                        return super.storeMessageAsync(namespace, topic, message);
                    } catch (BackendClosedException e) {
                        return CompletableFuture.completedFuture(null);
                    }
                }
            });

    private static Mutant afterClose(String name, String telling, RuntimeException thrown) {
        return Mutant.of("LIFE-02", name).fault(telling, correct -> new Delegate(correct) {
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
