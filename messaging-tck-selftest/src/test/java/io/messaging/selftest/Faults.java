package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** Common forms of doing something wrong. */
final class Faults {
    private Faults() {}

    /** Changes every list that is read; "next" as the list of what it found. */
    static Delegate lists(MessagingBackend correct, UnaryOperator<List<Message>> change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return change.apply(super.getMessagesForTopic(topic));
            }

            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                return change.apply(super.getMessagesForTopicSince(topic, since));
            }

            @Override
            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                return super.getNextMessageForTopicSince(topic, since)
                        .flatMap(next -> change.apply(List.of(next)).stream().findFirst());
            }

            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return change.apply(super.getMessagesById(namespace, ids));
            }
        };
    }

    /** Changes every message that is read. */
    static Delegate reads(MessagingBackend correct, UnaryOperator<Message> change) {
        return lists(correct, list -> list.stream().map(change).toList());
    }

    /** Changes the order in which topics are read. */
    static Delegate sorts(MessagingBackend correct, UnaryOperator<List<Message>> order) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return order.apply(super.getMessagesForTopic(topic));
            }

            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                return order.apply(super.getMessagesForTopicSince(topic, since));
            }
        };
    }

    interface Wrapping {
        MessageHandler wrap(String topic, MessageHandler handler, SubscriptionOptions options);
    }

    /** Puts something between the correct backend and the handlers. */
    static Delegate handlers(MessagingBackend correct, Wrapping wrapping) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                boolean valid = topic != null && handler != null && options != null;
                return super.subscribe(topic, valid ? wrapping.wrap(topic, handler, options) : handler, options);
            }
        };
    }

    /** The same for plain subscriptions only. */
    static Delegate plainHandlers(MessagingBackend correct, Wrapping wrapping) {
        return handlers(
                correct,
                (topic, handler, options) -> options.isDurable() ? handler : wrapping.wrap(topic, handler, options));
    }

    /** The same for durable subscriptions only. */
    static Delegate durableHandlers(MessagingBackend correct, Wrapping wrapping) {
        return handlers(
                correct,
                (topic, handler, options) -> options.isDurable() ? wrapping.wrap(topic, handler, options) : handler);
    }

    /** Uses other names than it was given. */
    static Delegate topics(MessagingBackend correct, UnaryOperator<String> change) {
        UnaryOperator<String> name = topic -> {
            String changed = topic == null || topic.isBlank() || !encodable(topic) ? topic : change.apply(topic);
            return changed;
        };
        return new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                super.storeMessage(namespace, name.apply(topic), message);
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return super.storeMessageAsync(namespace, name.apply(topic), message);
            }

            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return super.getMessagesForTopic(name.apply(topic));
            }

            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                return super.getMessagesForTopicSince(name.apply(topic), since);
            }

            @Override
            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                return super.getNextMessageForTopicSince(name.apply(topic), since);
            }

            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                return new Sub(super.subscribe(name.apply(topic), handler, options)) {
                    @Override
                    public String topic() {
                        return topic;
                    }
                };
            }

            @Override
            public void unsubscribe(String topic) {
                super.unsubscribe(name.apply(topic));
            }

            @Override
            public void unsubscribe(String topic, String clientId) {
                super.unsubscribe(name.apply(topic), clientId);
            }
        };
    }

    /** Changes how messages are stored, with both methods. */
    static Delegate stores(MessagingBackend correct, Storing storing) {
        return new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                if (valid(namespace, topic, message)) {
                    storing.store(correct, namespace, topic, message);
                } else {
                    super.storeMessage(namespace, topic, message);
                }
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                if (!valid(namespace, topic, message)) {
                    return super.storeMessageAsync(namespace, topic, message);
                }
                try {
                    storing.store(correct, namespace, topic, message);
                    return CompletableFuture.completedFuture(null);
                } catch (io.messaging.backend.MessagingException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    interface Storing {
        void store(MessagingBackend correct, String namespace, String topic, Message message);
    }

    /** Whether a store has arguments that the contract allows. */
    static boolean valid(String namespace, String topic, Message message) {
        return message != null && isName(namespace) && isName(topic);
    }

    private static boolean isName(String text) {
        return text != null && !text.isBlank() && encodable(text);
    }

    static boolean encodable(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Passes every call on to a correct subscription. */
    static class Sub implements Subscription {
        private final Subscription subscription;

        Sub(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public String topic() {
            return subscription.topic();
        }

        @Override
        public SubscriptionOptions options() {
            return subscription.options();
        }

        @Override
        public boolean isActive() {
            return subscription.isActive();
        }

        @Override
        public CompletionStage<SubscriptionEnd> ended() {
            return subscription.ended();
        }

        @Override
        public void close() {
            subscription.close();
        }
    }
}
