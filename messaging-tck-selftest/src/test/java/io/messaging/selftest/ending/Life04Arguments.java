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

/** Accepts bad arguments: LIFE-04. */
final class Life04Arguments {
    static final Mutant ACCEPTS_BLANK_TOPIC = Mutant.of("LIFE-04", "takes a blank topic")
            .fault(
                    "no exception",
                    correct -> Faults.topics(
                            new Delegate(correct) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    return super.getMessagesForTopic(
                                            topic == null || !topic.isBlank() ? topic : "blank");
                                }
                            },
                            name -> name));

    static final Mutant ACCEPTS_BLANK_NAMESPACE = Mutant.of("LIFE-04", "stores under a blank namespace")
            .fault("storeMessage, namespace", correct -> new Delegate(correct) {
                @Override
                public void storeMessage(String namespace, String topic, Message message) {
                    super.storeMessage(namespace != null && namespace.isBlank() ? "blank" : namespace, topic, message);
                }
            });

    static final Mutant STORES_BEFORE_VALIDATION = Mutant.of("LIFE-04", "stores before it looks at the namespace")
            .fault("the topic after all that was refused", correct -> new Delegate(correct) {
                @Override
                public void storeMessage(String namespace, String topic, Message message) {
                    if (namespace == null && topic != null && message != null) {
                        super.storeMessage("n", topic, message);
                    }
                    super.storeMessage(namespace, topic, message);
                }
            });

    static final Mutant NULL_POINTER_EXCEPTION = Mutant.of("LIFE-04", "throws a NullPointerException for null")
            .fault("throws IllegalArgumentException", correct -> new Delegate(correct) {
                @Override
                public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                    return super.getMessagesForTopicSince(Objects.requireNonNull(topic), Objects.requireNonNull(since));
                }
            });

    static final Mutant BAD_ARGUMENT_IN_FUTURE = Mutant.of("LIFE-04", "reports a bad argument in the future only")
            .fault("storeMessageAsync", correct -> new Delegate(correct) {
                @Override
                public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                    try {
                        return super.storeMessageAsync(namespace, topic, message);
                    } catch (IllegalArgumentException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                }
            });

    static final Mutant ACCEPTS_NULL_HANDLER = Mutant.of("LIFE-04", "accepts null as a handler")
            .fault("handler = null", correct -> new Delegate(correct) {
                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    return super.subscribe(topic, handler == null ? message -> {} : handler, options);
                }
            });

    static final Mutant SKIPS_NULL_ID = Mutant.of("LIFE-04", "skips a null among ids")
            .inEveryBuild()
            .fault("an id of ids = null", correct -> new Delegate(correct) {
                @Override
                public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                    return super.getMessagesById(
                            namespace,
                            ids == null
                                    ? null
                                    : ids.stream().filter(Objects::nonNull).toList());
                }
            });

    static final Mutant ACCEPTS_HALF_CHARACTER = Mutant.of("LIFE-04", "takes half a character in a topic")
            .representative()
            .fault("no exception", correct -> new Delegate(correct) {
                @Override
                public void storeMessage(String namespace, String topic, Message message) {
                    super.storeMessage(
                            namespace,
                            topic == null || topic.isBlank() || Faults.encodable(topic) ? topic : "?",
                            message);
                }
            });

    static final Mutant ACCEPTS_UNSUBSCRIBE_NULL = Mutant.of("LIFE-04", "accepts null in unsubscribe")
            .fault("unsubscribe", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic) {
                    if (topic != null) {
                        super.unsubscribe(topic);
                    }
                }
            });

    static final Mutant REGISTERS_BEFORE_VALIDATION = Mutant.of(
                    "LIFE-04", "remembers a durable client of a blank topic")
            .fault("subscribe, durable", correct -> new Delegate(correct) {
                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    boolean lax = topic != null && topic.isBlank() && options != null && options.isDurable();
                    return super.subscribe(lax ? "blank" : topic, handler, options);
                }
            });
}
