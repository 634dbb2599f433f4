package io.messaging.selftest.ending;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Takes bad arguments: LIFE-04. */
public final class Life04Arguments {

    private Life04Arguments() {}

    public static List<Mutant> all() {
        return Stream.of(arguments(), again()).flatMap(List::stream).toList();
    }

    private static List<Mutant> arguments() {
        return List.of(
                Mutant.of(
                        "LIFE-04",
                        "takes a blank topic",
                        "no exception",
                        correct -> Faults.topics(
                                new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopic(String topic) {
                                        return super.getMessagesForTopic(
                                                topic == null || !topic.isBlank() ? topic : "blank");
                                    }
                                },
                                name -> name)),
                Mutant.of(
                        "LIFE-04",
                        "stores under a blank namespace",
                        "storeMessage, namespace",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                super.storeMessage(
                                        namespace != null && namespace.isBlank() ? "blank" : namespace, topic, message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "stores before it looks at the namespace",
                        "the topic after all that was refused",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                if (namespace == null && topic != null && message != null) {
                                    super.storeMessage("n", topic, message);
                                }
                                super.storeMessage(namespace, topic, message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "fails with a null pointer for null",
                        "throws IllegalArgumentException",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                return super.getMessagesForTopicSince(
                                        Objects.requireNonNull(topic), Objects.requireNonNull(since));
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "tells of a bad argument in the future only",
                        "storeMessageAsync",
                        correct -> new Delegate(correct) {
                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                try {
                                    return super.storeMessageAsync(namespace, topic, message);
                                } catch (IllegalArgumentException e) {
                                    return CompletableFuture.failedFuture(e);
                                }
                            }
                        }),
                Mutant.of(
                        "LIFE-04",
                        "takes no handler for a handler",
                        "handler = null",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(topic, handler == null ? message -> {} : handler, options);
                            }
                        }),
                Mutant.of("LIFE-04", "skips a null among ids", "an id of ids = null", correct -> new Delegate(correct) {
                    @Override
                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                        return super.getMessagesById(
                                namespace,
                                ids == null
                                        ? null
                                        : ids.stream().filter(Objects::nonNull).toList());
                    }
                }),
                Mutant.of(
                        "LIFE-04",
                        "takes half a character in a topic",
                        "no exception",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                super.storeMessage(
                                        namespace,
                                        topic == null || topic.isBlank() || Faults.encodable(topic) ? topic : "?",
                                        message);
                            }
                        }),
                Mutant.of(
                        "LIFE-04", "unsubscribes null without a word", "unsubscribe", correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic) {
                                if (topic != null) {
                                    super.unsubscribe(topic);
                                }
                            }
                        }));
    }

    private static List<Mutant> again() {
        return List.of(Mutant.of(
                "LIFE-04",
                "remembers a durable client of a blank topic",
                "subscribe, durable",
                correct -> new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        boolean lax = topic != null && topic.isBlank() && options != null && options.isDurable();
                        return super.subscribe(lax ? "blank" : topic, handler, options);
                    }
                }));
    }
}
