package io.messaging.tck.rules.reading;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads with a limit, and streams: RD-28 and RD-29. */
public class PageRules {
    private static final int PAGED_MESSAGES = 60;
    private static final int STREAMED_MESSAGES = 2_500;

    /** A stream reads at most a thousand messages ahead; the kit allows twice as many. */
    private static final int READ_AHEAD = 2_000;

    private static final Duration AFTER_THE_TTL = Duration.ofMillis(2_500);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public PageRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private List<Message> page(String topic, GemstoneId since, int limit) {
        return tck.backend().getMessagesForTopicSince(topic, since, limit);
    }

    /** Mixed priorities, and for the middle one, twins: one chronological key with all eight. */
    private List<Message> withTwins(int count) {
        List<Message> stored = new ArrayList<>(messages.nextOfMixedPriorities(count / 2));
        long millis = messages.nextMillis();
        for (Priority priority : Priority.values()) {
            stored.add(messages.of(GemstoneId.of(priority, millis, 1, 1)));
        }
        stored.addAll(messages.nextOfMixedPriorities(count / 2));
        return stored;
    }

    @Rule("RD-28")
    void rd28_aPageIsWhatALoopOverNextVisitsFirst() {
        List<Message> inTimeOrder = TestMessages.inTimeOrder(withTwins(PAGED_MESSAGES));
        String topic = tck.topic();
        verify.messages("a page of an unknown topic", List.of(), page(topic, GemstoneId.ZERO, 3));
        tck.storeAll(topic, messages.shuffled(inTimeOrder));
        int size = inTimeOrder.size();
        for (int limit : new int[] {1, 2, 7, size - 1, size, size + 1, Integer.MAX_VALUE}) {
            verify.messages(
                    "a page of " + limit + " messages from the start",
                    inTimeOrder.subList(0, Math.min(limit, size)),
                    page(topic, GemstoneId.ZERO, limit));
        }
        for (int i = 0; i < size; i++) {
            verify.messages(
                    "a page of 5 messages since " + inTimeOrder.get(i).id(),
                    inTimeOrder.subList(i + 1, Math.min(i + 6, size)),
                    page(topic, inTimeOrder.get(i).id(), 5));
        }
        verify.messages(
                "a page since an id that was never stored",
                List.of(),
                page(topic, messages.nextId(Priority.NORMAL), 5));
    }

    @Rule("RD-28")
    void rd28_pagesJoinWhileOthersStore() {
        String topic = tck.topic();
        List<Message> first = TestMessages.inTimeOrder(withTwins(PAGED_MESSAGES));
        tck.storeAll(topic, messages.shuffled(first));
        List<Message> later = messages.nextOfMixedPriorities(PAGED_MESSAGES);
        List<Message> all = new ArrayList<>(first);
        all.addAll(later);
        Thread writer = tck.workers().start("writer", () -> tck.store(topic, later));
        List<Message> visited = new ArrayList<>();
        GemstoneId last = GemstoneId.ZERO;
        boolean written = false;
        while (true) {
            boolean complete = written;
            written = !writer.isAlive();
            List<Message> page = page(topic, last, 7);
            verify.that(page != null && page.size() <= 7, "a page of 7 has at most 7 messages", () -> "" + page);
            visited.addAll(page);
            verify.that(
                    visited.size() <= all.size(),
                    "pages that join visit each of " + all.size() + " messages once",
                    () -> visited.size() + " messages came");
            if (page.isEmpty()) {
                if (complete) {
                    break;
                }
                tck.awaiter().pause();
                continue;
            }
            last = page.get(page.size() - 1).id();
        }
        tck.workers().join();
        verify.messages("what pages of 7 visit while others store", all, visited);
    }

    @Rule("RD-28")
    void rd28_expiredMessagesDoNotCount() {
        String topic = tck.topic();
        List<Message> lasting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tck.store(topic, messages.builder().ttlSeconds(1).build());
            tck.store(topic, messages.builder().ttlSeconds(1).build());
            lasting.add(messages.next());
            tck.store(topic, lasting.get(i));
        }
        tck.letTimePass(AFTER_THE_TTL);
        verify.messages(
                "a page of 3, with two expired messages before each",
                lasting.subList(0, 3),
                page(topic, GemstoneId.ZERO, 3));
        verify.messages(
                "the next page of 3",
                lasting.subList(3, 5),
                page(topic, lasting.get(2).id(), 3));
    }

    @Rule("RD-28")
    void rd28_aLimitBelowOneIsRefused() {
        String topic = tck.topic();
        tck.storeAll(topic, messages.next());
        for (int limit : new int[] {0, -1, Integer.MIN_VALUE}) {
            verify.refuses(
                    "a page of " + limit + " messages",
                    IllegalArgumentException.class,
                    () -> page(topic, GemstoneId.ZERO, limit));
        }
    }

    @Rule("RD-29")
    void rd29_aStreamVisitsWhatALoopOverNextDoes() {
        List<Message> inTimeOrder = TestMessages.inTimeOrder(withTwins(PAGED_MESSAGES));
        String topic = tck.topic();
        verify.messages("a stream of an unknown topic", List.of(), streamed(topic, GemstoneId.ZERO));
        tck.storeAll(topic, messages.shuffled(inTimeOrder));
        verify.messages("a stream from the start", inTimeOrder, streamed(topic, GemstoneId.ZERO));
        for (int i = 0; i < inTimeOrder.size(); i += 5) {
            verify.messages(
                    "a stream since " + inTimeOrder.get(i).id(),
                    inTimeOrder.subList(i + 1, inTimeOrder.size()),
                    streamed(topic, inTimeOrder.get(i).id()));
        }
    }

    private List<Message> streamed(String topic, GemstoneId since) {
        try (Stream<Message> stream = tck.backend().streamMessagesForTopicSince(topic, since)) {
            return stream.toList();
        }
    }

    /** What is stored beyond what a stream may have read belongs to it. */
    @Rule("RD-29")
    void rd29_aStreamReadsALargeTopicAsItGoes() {
        String topic = tck.topic();
        List<Message> stored = messages.next(tck.volumes().atMost(STREAMED_MESSAGES));
        Message late = stored.get(stored.size() - 2);
        List<Message> early = new ArrayList<>(stored);
        early.remove(late);
        tck.storeMany(topic, early);
        tck.settle(topic, early.size());
        boolean tells = stored.size() - 2 > READ_AHEAD;
        Set<GemstoneId> seen = new HashSet<>();
        try (Stream<Message> stream = tck.backend().streamMessagesForTopicSince(topic, GemstoneId.ZERO)) {
            Iterator<Message> iterator = stream.iterator();
            seen.add(iterator.next().id());
            tck.store(topic, late);
            List<Message> rest = new ArrayList<>();
            iterator.forEachRemaining(rest::add);
            rest.forEach(message -> verify.that(
                    seen.add(message.id()), "a stream visits each message once", () -> message.id() + " came twice"));
            List<Message> expected = stored.subList(1, stored.size());
            if (!tells) {
                rest.remove(late);
                expected = early.subList(1, early.size());
            }
            verify.messages("a stream, with the last but one message stored after it had begun", expected, rest);
        }
    }

    @Rule("RD-29")
    void rd29_aClosedStreamEnds() {
        String topic = tck.topic();
        List<Message> stored = messages.next(PAGED_MESSAGES);
        tck.storeAll(topic, stored);
        Stream<Message> unused = tck.backend().streamMessagesForTopicSince(topic, GemstoneId.ZERO);
        unused.close();
        Stream<Message> stream = tck.backend().streamMessagesForTopicSince(topic, GemstoneId.ZERO);
        Iterator<Message> iterator = stream.iterator();
        verify.ids(
                "the first of a stream",
                List.of(stored.get(0).id()),
                List.of(iterator.next().id()));
        stream.close();
        int left = 0;
        try {
            while (iterator.hasNext() && left <= 1) { // an iterator may have looked one message ahead
                iterator.next();
                left++;
            }
        } catch (IllegalStateException refused) {
            // So may a closed stream end.
        }
        int given = left;
        verify.that(left <= 1, "a closed stream ends", () -> "it gave " + given + " messages more");
    }

    @Rule("RD-29")
    void rd29_aStreamOfAClosedBackendIsRefused() {
        tck.backend(); // stays open, so that what all share lives on
        MessagingBackend backend = tck.open();
        String topic = tck.topic();
        tck.store(backend, topic, messages.next());
        try (Stream<Message> stream = backend.streamMessagesForTopicSince(topic, GemstoneId.ZERO)) {
            backend.close();
            verify.refuses(
                    "a stream that is read after its backend was closed",
                    BackendClosedException.class,
                    () -> stream.forEach(message -> {}));
        }
    }
}
