package io.messaging.selftest.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.List;

/** Reads pages that do not join: RD-28. */
final class Rd28Pages {
    @FunctionalInterface
    private interface Page {
        List<Message> read(MessagingBackend correct, String topic, GemstoneId since, int limit, List<Message> right);
    }

    /** Invalid calls get what the correct backend says. */
    private static Fault pages(Page change) {
        return correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
                List<Message> right = super.getMessagesForTopicSince(topic, since, limit);
                return change.read(correct, topic, since, limit, right);
            }
        };
    }

    static final Mutant ID_ORDER = Mutant.of("RD-28", "a page is the first messages in id order")
            .representative()
            .fault(
                    "a page of",
                    pages((correct, topic, since, limit, right) ->
                            correct.getMessagesForTopicSince(topic, since).stream()
                                    .limit(limit)
                                    .toList()));

    static final Mutant SORTED_BY_ID = Mutant.of("RD-28", "a page has the right messages in id order")
            .inEveryBuild()
            .fault(
                    "another order",
                    pages((correct, topic, since, limit, right) -> right.stream()
                            .sorted((a, b) -> a.id().compareTo(b.id()))
                            .toList()));

    static final Mutant LOSES_TWINS = Mutant.of("RD-28", "a page begins behind the twins of the id")
            .inEveryBuild()
            .fault(
                    "missing",
                    pages((correct, topic, since, limit, right) ->
                            correct.getMessagesForTopicSince(topic, since).stream()
                                    .sorted(Orders.BY_TIME)
                                    .limit(limit)
                                    .toList()));

    static final Mutant REPEATS_THE_ID = Mutant.of("RD-28", "a page begins with the message of the id")
            .fault("extra", pages((correct, topic, since, limit, right) -> {
                List<Message> page = new ArrayList<>();
                correct.getMessagesForTopic(topic).stream()
                        .filter(message -> message.id().equals(since))
                        .forEach(page::add);
                page.addAll(right);
                return page.subList(0, Math.min(limit, page.size()));
            }));

    static final Mutant ONE_TOO_MANY = Mutant.of("RD-28", "a page has one message more than the limit")
            .fault("a page of 1 messages from the start", correct -> new Delegate(correct) {
                @Override
                public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
                    return super.getMessagesForTopicSince(
                            topic, since, limit < 1 || limit == Integer.MAX_VALUE ? limit : limit + 1);
                }
            });

    static final Mutant AT_MOST_TEN = Mutant.of("RD-28", "a page has at most ten messages")
            .inEveryBuild()
            .fault(
                    "missing",
                    pages((correct, topic, since, limit, right) -> right.subList(0, Math.min(10, right.size()))));

    static final Mutant COUNTS_EXPIRED = Mutant.of("RD-28", "the limit counts expired messages")
            .inEveryBuild()
            .sharedFault("a page of 3, with two expired messages before each", () -> {
                List<Message> mortal = new ArrayList<>();
                return correct -> new Delegate(correct) {
                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        super.storeMessage(namespace, topic, message);
                        synchronized (mortal) {
                            if (message.ttlSeconds().isPresent()) {
                                mortal.add(message);
                            }
                        }
                    }

                    @Override
                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
                        List<Message> right = super.getMessagesForTopicSince(topic, since, limit);
                        synchronized (mortal) {
                            return right.subList(0, Math.max(0, right.size() - mortal.size()));
                        }
                    }
                };
            });

    static final Mutant ZERO_IS_NO_LIMIT = Mutant.of("RD-28", "a limit of 0 is no limit")
            .fault("a page of 0 messages", correct -> new Delegate(correct) {
                @Override
                public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
                    return super.getMessagesForTopicSince(topic, since, limit == 0 ? Integer.MAX_VALUE : limit);
                }
            });

    private Rd28Pages() {}
}
