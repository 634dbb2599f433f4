package io.messaging.selftest.fault;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Frames that faulty backends share. */
public final class Faults {
    private Faults() {}

    public static Fault lists(UnaryOperator<List<Message>> change) {
        return correct -> lists(correct, change);
    }

    /** Changes every list that is read; "next" as the list of what it found. */
    public static Delegate lists(MessagingBackend correct, UnaryOperator<List<Message>> change) {
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

    public static Fault reads(UnaryOperator<Message> change) {
        return correct -> reads(correct, change);
    }

    /** Changes every message that is read. */
    public static Delegate reads(MessagingBackend correct, UnaryOperator<Message> change) {
        return lists(correct, list -> list.stream().map(change).toList());
    }

    public static Fault sorts(UnaryOperator<List<Message>> order) {
        return correct -> sorts(correct, order);
    }

    /** Changes the order in which topics are read. */
    public static Delegate sorts(MessagingBackend correct, UnaryOperator<List<Message>> order) {
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

    public interface Wrapping {
        MessageHandler wrap(String topic, MessageHandler handler, SubscriptionOptions options);
    }

    public static Fault handlers(Wrapping wrapping) {
        return correct -> handlers(correct, wrapping);
    }

    public interface WrappingOf {
        MessageHandler wrap(
                MessagingBackend correct, String topic, MessageHandler handler, SubscriptionOptions options);
    }

    /** Puts something between the correct backend and the handlers, but for those of groups: see {@link Groups}. */
    public static Delegate handlers(MessagingBackend correct, Wrapping wrapping) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                boolean valid = topic != null && handler != null && options != null && !options.isShared();
                return super.subscribe(topic, valid ? wrapping.wrap(topic, handler, options) : handler, options);
            }
        };
    }

    public static Fault plainHandlers(Wrapping wrapping) {
        return correct -> plainHandlers(correct, wrapping);
    }

    public static Fault plainHandlers(WrappingOf wrapping) {
        return correct ->
                plainHandlers(correct, (topic, handler, options) -> wrapping.wrap(correct, topic, handler, options));
    }

    /** The same for plain subscriptions only. */
    public static Delegate plainHandlers(MessagingBackend correct, Wrapping wrapping) {
        return handlers(
                correct,
                (topic, handler, options) -> options.isDurable() ? handler : wrapping.wrap(topic, handler, options));
    }

    public static Fault durableHandlers(Wrapping wrapping) {
        return correct -> durableHandlers(correct, wrapping);
    }

    public static Fault durableHandlers(WrappingOf wrapping) {
        return correct ->
                durableHandlers(correct, (topic, handler, options) -> wrapping.wrap(correct, topic, handler, options));
    }

    /** The same for durable subscriptions only. */
    public static Delegate durableHandlers(MessagingBackend correct, Wrapping wrapping) {
        return handlers(
                correct,
                (topic, handler, options) -> options.isDurable() ? wrapping.wrap(topic, handler, options) : handler);
    }

    public static Fault topics(UnaryOperator<String> change) {
        return correct -> topics(correct, change);
    }

    /** Changes the names of topics. It has no prefix subscriptions: what becomes of a prefix is not known. */
    public static Delegate topics(MessagingBackend correct, UnaryOperator<String> change) {
        UnaryOperator<String> name =
                topic -> topic == null || topic.isBlank() || !encodable(topic) ? topic : change.apply(topic);
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
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
                return super.getMessagesForTopicSince(name.apply(topic), since, limit);
            }

            @Override
            public Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
                return super.streamMessagesForTopicSince(name.apply(topic), since);
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
            public Set<Capability> capabilities() {
                EnumSet<Capability> declared = EnumSet.copyOf(super.capabilities());
                declared.remove(Capability.PREFIX_SUBSCRIPTION);
                return declared;
            }

            @Override
            public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
                super.getMessagesForTopic("any"); // throws if it is closed
                throw new UnsupportedOperationException("no prefixes here");
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

    public static Fault stores(Storing storing) {
        return correct -> stores(correct, storing);
    }

    /** Changes both ways to store. */
    public static Delegate stores(MessagingBackend correct, Storing storing) {
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
                } catch (MessagingException e) {
                    return CompletableFuture.failedFuture(e);
                }
            }
        };
    }

    public interface Storing {
        void store(MessagingBackend correct, String namespace, String topic, Message message);
    }

    /** Returns whether the contract allows these arguments of a store. */
    public static boolean valid(String namespace, String topic, Message message) {
        return message != null && isName(namespace) && isName(topic);
    }

    private static boolean isName(String text) {
        return text != null && !text.isBlank() && encodable(text);
    }

    public static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Forwards every call to a correct subscription. */
    public static class Sub implements Subscription {
        private final Subscription subscription;

        protected Sub(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public String topic() {
            return subscription.topic();
        }

        @Override
        public Optional<TopicFilter> filter() {
            return subscription.filter();
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

        @Override
        public void close(Duration limit) {
            subscription.close(limit);
        }
    }

    public static Delegate declaring(MessagingBackend correct, Set<Capability> capabilities) {
        return new Delegate(correct) {
            @Override
            public Set<Capability> capabilities() {
                return Set.copyOf(capabilities);
            }

            @Override
            public boolean supportsSubscription() {
                return capabilities.contains(Capability.SUBSCRIPTION);
            }
        };
    }

    public static void thread(String name) {
        Thread thread = new Thread(
                () -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Replaces the close of a subscription. */
    public static Subscription closing(Subscription subscription, Consumer<Subscription> close) {
        return new Sub(subscription) {
            @Override
            public void close() {
                close.accept(subscription);
            }
        };
    }

    /** Replaces the end that a subscription reports. */
    public static Subscription ended(Subscription subscription, CompletionStage<SubscriptionEnd> ended) {
        return new Sub(subscription) {
            @Override
            public CompletionStage<SubscriptionEnd> ended() {
                return ended;
            }
        };
    }

    /** Takes its time, as a slow backend does. */
    public static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** Runs a task two milliseconds later, on another thread. */
    public static void later(Runnable task) {
        CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS).execute(task);
    }

    /** Sets a thread local while a handler runs. */
    public static <T> MessageHandler during(ThreadLocal<T> current, T value, MessageHandler handler) {
        return message -> {
            current.set(value);
            try {
                handler.onMessage(message);
            } finally {
                current.remove();
            }
        };
    }
}
