package io.messaging.selftest.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams that are not lazy, or not right: RD-29. */
final class Rd29Streams {
    private static final int PAGE = 20;

    @FunctionalInterface
    private interface Streaming {
        Stream<Message> open(MessagingBackend correct, String topic, GemstoneId since, Stream<Message> right);
    }

    private static Fault streams(Streaming change) {
        return correct -> new Delegate(correct) {
            @Override
            public Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
                return change.open(correct, topic, since, super.streamMessagesForTopicSince(topic, since));
            }
        };
    }

    static final Mutant READS_ALL_AT_ONCE = Mutant.of("RD-29", "a stream reads the whole topic first")
            .representative()
            .fault("missing", streams((correct, topic, since, right) -> {
                List<Message> all = new ArrayList<>();
                return lazily(() -> {
                            if (all.isEmpty()) {
                                right.forEach(all::add);
                            }
                            return all.iterator();
                        })
                        .onClose(right::close);
            }));

    static final Mutant ID_ORDER = Mutant.of("RD-29", "a stream is in id order")
            .inEveryBuild()
            .fault("another order", streams((correct, topic, since, right) -> {
                boolean large = correct.getMessagesForTopic(topic).size() > 1_000;
                return large ? right : right.sorted((a, b) -> a.id().compareTo(b.id()));
            }));

    static final Mutant LOSES_TWINS = Mutant.of("RD-29", "a stream loses twins")
            .inEveryBuild()
            .fault("missing", streams((correct, topic, since, right) -> {
                long[] last = {-1};
                return right.filter(message -> {
                    boolean twin = message.id().chronologicalKey() == last[0];
                    last[0] = message.id().chronologicalKey();
                    return !twin;
                });
            }));

    static final Mutant ONE_PAGE = Mutant.of("RD-29", "a stream ends after its first page")
            .inEveryBuild()
            .fault("missing", streams((correct, topic, since, right) -> right.limit(PAGE)));

    static final Mutant REPEATS_AT_PAGE_ENDS = Mutant.of("RD-29", "a stream repeats the last message of a page")
            .fault("repeated", streams((correct, topic, since, right) -> {
                int[] count = {0};
                return right.flatMap(
                        message -> ++count[0] % PAGE == 0 ? Stream.of(message, message) : Stream.of(message));
            }));

    static final Mutant GOES_ON_WHEN_CLOSED = Mutant.of("RD-29", "a closed stream goes on")
            .inEveryBuild()
            .fault(
                    "a closed stream ends",
                    streams((correct, topic, since, right) -> lazily(right::iterator))); // close does not reach it

    static final Mutant IGNORES_CLOSED_BACKEND = Mutant.of("RD-29", "a stream of a closed backend is empty")
            .fault(
                    "after its backend was closed",
                    streams((correct, topic, since, right) -> lazily(() -> {
                                try {
                                    List<Message> small = correct.getMessagesForTopicSince(topic, since, 2);
                                    return small.size() < 2 ? small.iterator() : right.iterator();
                                } catch (RuntimeException closed) {
                                    return List.<Message>of().iterator();
                                }
                            })
                            .onClose(right::close)));

    private Rd29Streams() {}

    /** A stream of an iterator that is made when it is first asked. */
    private static Stream<Message> lazily(Iterable<Message> messages) {
        return StreamSupport.stream(
                () -> {
                    Iterator<Message> iterator = messages.iterator();
                    return Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED);
                },
                Spliterator.ORDERED,
                false);
    }
}
