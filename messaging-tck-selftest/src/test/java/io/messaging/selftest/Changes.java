package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The frame of a wrong backend that changes one method: each of these gives the right answer to a function that spoils
 * it, so that a mutant is a few lines.
 */
final class Changes {
    private Changes() {}

    @FunctionalInterface
    interface Topic {
        List<Message> read(MessagingBackend correct, String topic, List<Message> right);
    }

    @FunctionalInterface
    interface Since {
        List<Message> read(MessagingBackend correct, String topic, GemstoneId since, List<Message> right);
    }

    @FunctionalInterface
    interface Next {
        Optional<Message> read(MessagingBackend correct, String topic, GemstoneId since, Optional<Message> right);
    }

    @FunctionalInterface
    interface ById {
        List<Message> read(MessagingBackend correct, String namespace, List<GemstoneId> ids, List<Message> right);
    }

    @FunctionalInterface
    interface Async {
        CompletableFuture<Void> store(MessagingBackend correct, String namespace, String topic, Message message);
    }

    @FunctionalInterface
    interface Delivery {
        void deliver(String topic, MessageHandler handler, Message message) throws Exception;
    }

    static Delegate topic(MessagingBackend correct, Topic change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopic(String topic) {
                return change.read(correct, topic, super.getMessagesForTopic(topic));
            }
        };
    }

    static Delegate since(MessagingBackend correct, Since change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                return change.read(correct, topic, since, super.getMessagesForTopicSince(topic, since));
            }
        };
    }

    static Delegate next(MessagingBackend correct, Next change) {
        return new Delegate(correct) {
            @Override
            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                return change.read(correct, topic, since, super.getNextMessageForTopicSince(topic, since));
            }
        };
    }

    static Delegate byId(MessagingBackend correct, ById change) {
        return new Delegate(correct) {
            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return change.read(correct, namespace, ids, super.getMessagesById(namespace, ids));
            }
        };
    }

    /** What is not valid goes the right way. */
    static Delegate async(MessagingBackend correct, Async change) {
        return new Delegate(correct) {
            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return Faults.valid(namespace, topic, message)
                        ? change.store(correct, namespace, topic, message)
                        : super.storeMessageAsync(namespace, topic, message);
            }
        };
    }

    /** Of plain subscriptions. */
    static Delegate deliveries(MessagingBackend correct, Delivery change) {
        return Faults.plainHandlers(
                correct, (topic, handler, options) -> message -> change.deliver(topic, handler, message));
    }
}
