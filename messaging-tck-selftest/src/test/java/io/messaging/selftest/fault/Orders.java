package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Orders of messages. */
public final class Orders {
    private Orders() {}

    public static final Comparator<Message> BY_TIME = Comparator.comparingLong(m -> m.id().chronologicalKey());

    public static UnaryOperator<List<Message>> sortedBy(Comparator<Message> order) {
        return list -> list.stream().sorted(order).toList();
    }

    /** Remembers in which order messages were stored first. */
    public static Delegate noting(MessagingBackend correct, Map<Message, Integer> arrivals) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            backend.storeMessage(namespace, topic, message);
            synchronized (arrivals) {
                arrivals.putIfAbsent(message, arrivals.size() + 1);
            }
        });
    }

    /** Declares a mutant whose since answers what a comparison says. */
    public static Mutant since(String rule, String name, String telling, BiPredicate<Message, GemstoneId> isLater) {
        return Mutant.of(rule, name).fault(telling, correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                List<Message> right = super.getMessagesForTopicSince(topic, since);
                return since.bits() == 0
                        ? right
                        : super.getMessagesForTopic(topic).stream()
                                .filter(m -> isLater.test(m, since))
                                .toList();
            }
        });
    }

    public static boolean knows(List<Message> messages, GemstoneId id) {
        return messages.stream().anyMatch(message -> message.id().equals(id));
    }

    public static boolean knows(MessagingBackend correct, String topic, GemstoneId id) {
        return knows(correct.getMessagesForTopic(topic), id);
    }

    public static List<Message> later(MessagingBackend correct, String topic, Predicate<Message> isLater) {
        return correct.getMessagesForTopic(topic).stream().filter(isLater).toList();
    }
}
