package io.messaging.selftest.fault;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * Frames of faulty backends that change one method: each of these passes the right answer to a function that spoils it.
 */
public final class Changes {
    private Changes() {}

    @FunctionalInterface
    public interface Topic {
        List<Message> read(MessagingBackend correct, String topic, List<Message> right);
    }

    @FunctionalInterface
    public interface Since {
        List<Message> read(MessagingBackend correct, String topic, GemstoneId since, List<Message> right);
    }

    @FunctionalInterface
    public interface Next {
        Optional<Message> read(MessagingBackend correct, String topic, GemstoneId since, Optional<Message> right);
    }

    @FunctionalInterface
    public interface ById {
        List<Message> read(MessagingBackend correct, String namespace, List<GemstoneId> ids, List<Message> right);
    }

    @FunctionalInterface
    public interface Async {
        CompletableFuture<Void> store(MessagingBackend correct, String namespace, String topic, Message message);
    }

    @FunctionalInterface
    public interface Subscribe {
        Subscription subscribe(
                MessagingBackend correct, String topic, MessageHandler handler, SubscriptionOptions options);
    }

    @FunctionalInterface
    public interface Subscribers {
        List<Subscriber> read(MessagingBackend correct, String namespace, List<Subscriber> right);
    }

    @FunctionalInterface
    public interface Delivery {
        void deliver(String topic, MessageHandler handler, Message message) throws Exception;
    }

    public static Fault topic(Topic change) {
        return correct -> topic(correct, change);
    }

    public static Delegate topic(MessagingBackend correct, Topic change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return change.read(correct, topic, super.getMessagesForTopic(topic));
            }
        };
    }

    public static Fault since(Since change) {
        return correct -> since(correct, change);
    }

    public static Delegate since(MessagingBackend correct, Since change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                return change.read(correct, topic, since, super.getMessagesForTopicSince(topic, since));
            }
        };
    }

    public static Fault next(Next change) {
        return correct -> next(correct, change);
    }

    public static Delegate next(MessagingBackend correct, Next change) {
        return new Delegate(correct) {
            @Override
            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                return change.read(correct, topic, since, super.getNextMessageForTopicSince(topic, since));
            }
        };
    }

    public static Fault byId(ById change) {
        return correct -> byId(correct, change);
    }

    public static Delegate byId(MessagingBackend correct, ById change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return change.read(correct, namespace, ids, super.getMessagesById(namespace, ids));
            }
        };
    }

    public static Fault store(Faults.Storing change) {
        return correct -> store(correct, change);
    }

    /** Changes plain stores only; {@link Faults#stores} changes async ones too. */
    public static Delegate store(MessagingBackend correct, Faults.Storing change) {
        return new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                if (Faults.valid(namespace, topic, message)) {
                    change.store(correct, namespace, topic, message);
                } else {
                    super.storeMessage(namespace, topic, message);
                }
            }
        };
    }

    public static Fault subscribe(Subscribe change) {
        return correct -> subscribe(correct, change);
    }

    /** Calls with null, and those of groups, go to the correct backend. */
    public static Delegate subscribe(MessagingBackend correct, Subscribe change) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                return topic == null || handler == null || options == null || options.isShared()
                        ? super.subscribe(topic, handler, options)
                        : change.subscribe(correct, topic, handler, options);
            }
        };
    }

    public static Fault subscribers(Subscribers change) {
        return correct -> subscribers(correct, change);
    }

    public static Delegate subscribers(MessagingBackend correct, Subscribers change) {
        return new Delegate(correct) {
            @Override
            public List<Subscriber> loadSubscribers(String namespace) {
                return change.read(correct, namespace, super.loadSubscribers(namespace));
            }
        };
    }

    /** Changes the list of the subscribers of all namespaces. */
    public static Administration everybody(Administration correct, UnaryOperator<List<Subscriber>> change) {
        return new Administered(correct) {
            @Override
            public List<Subscriber> subscribers() {
                return change.apply(super.subscribers());
            }
        };
    }

    public static Fault async(Async change) {
        return correct -> async(correct, change);
    }

    /** Invalid calls go to the correct backend. */
    public static Delegate async(MessagingBackend correct, Async change) {
        return new Delegate(correct) {
            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return Faults.valid(namespace, topic, message)
                        ? change.store(correct, namespace, topic, message)
                        : super.storeMessageAsync(namespace, topic, message);
            }
        };
    }

    public static Fault deliveries(Delivery change) {
        return correct -> deliveries(correct, change);
    }

    /** Changes the deliveries of plain subscriptions. */
    public static Delegate deliveries(MessagingBackend correct, Delivery change) {
        return Faults.plainHandlers(
                correct, (topic, handler, options) -> message -> change.deliver(topic, handler, message));
    }

    /** Forwards every call to the correct administration. */
    public static class Administered implements Administration {
        private final Administration correct;

        public Administered(Administration correct) {
            this.correct = correct;
        }

        @Override
        public BackendStats stats() {
            return correct.stats();
        }

        @Override
        public List<TopicStats> topics() {
            return correct.topics();
        }

        @Override
        public List<Subscriber> subscribers() {
            return correct.subscribers();
        }

        @Override
        public long clear(String topic) {
            return correct.clear(topic);
        }

        @Override
        public long clearAll() {
            return correct.clearAll();
        }
    }
}
