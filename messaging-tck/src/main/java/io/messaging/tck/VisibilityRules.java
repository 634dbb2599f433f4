package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** From when and until when a message can be read: RD-25 to RD-27. */
abstract class VisibilityRules extends StoringRules {
    private static final int ROUNDS = 150;
    private static final int ASYNC_STORES = 2_000;
    private static final int LONGEST_SHORT_TTL_SECONDS = 64;

    /** How much later than its ttl a message may be seen: what clocks of different processes differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(500);

    /** How much earlier it may be gone: clocks count in steps, and are corrected. */
    private static final Duration CLOCK_GRANULARITY = Duration.ofMillis(50);

    VisibilityRules() {}

    abstract void passTime(Duration duration);

    @Rule("RD-25")
    void rd25_aMessageIsThereForItsTtlAndGoneAfter() {
        String lasting = topic();
        long twoHoursAgo = System.currentTimeMillis() - 7_200_000;
        GemstoneId old = GemstoneId.of(Priority.NORMAL, twoHoursAgo, 1, 1);
        List<Message> lastingMessages = List.of(
                messages()
                        .builder(old)
                        .ttlSeconds(3_600)
                        .build(), // its ttl counts from storing, not from its id's time
                messages().builder().ttlSeconds(0).build(),
                messages().next(),
                messages().builder().ttlSeconds(60).build(),
                messages().builder().ttlSeconds(10_000_000_000L).build());
        storeAll(lasting, lastingMessages);
        verifyEveryRead(backend(), lasting, lastingMessages);
        verifyShortLife();
        verifyEveryRead(backend(), lasting, lastingMessages);
    }

    /** The machine may be slow: only what was read surely before the end of the ttl must show the message. */
    private void verifyShortLife() {
        for (int ttl = 1; ttl <= LONGEST_SHORT_TTL_SECONDS; ttl *= 2) {
            String topic = topic();
            long future = System.currentTimeMillis() + 10_000;
            Message shortLived = messages()
                    .builder(GemstoneId.of(Priority.NORMAL, future, 1, 1))
                    .ttlSeconds(ttl)
                    .build();
            Message neighbour = messages().next();
            backend().storeMessage(namespace(), topic, neighbour);
            long beforeNanos = System.nanoTime();
            backend().storeMessage(namespace(), topic, shortLived);
            Duration surelyAlive = Duration.ofSeconds(ttl).minus(CLOCK_GRANULARITY);
            long endNanos = beforeNanos + surelyAlive.toNanos();
            boolean seen = isSeenUntil(topic, neighbour, shortLived, beforeNanos + surelyAlive.toNanos());
            passTime(Duration.ofSeconds(ttl).plus(CLOCK_TOLERANCE));
            if (seen) {
                verifyGone(topic, shortLived, neighbour);
                return;
            }
        }
        throw TckSkip.because("a single read took longer than " + LONGEST_SHORT_TTL_SECONDS + " s");
    }

    @Rule("RD-25")
    void rd25_anEqualMessageDoesNotBeginTheTtlAnew() {
        String topic = topic();
        Message message = messages().builder().ttlSeconds(2).build();
        long startNanos = System.nanoTime();
        backend().storeMessage(namespace(), topic, message);
        passTime(Duration.ofSeconds(1));
        backend().storeMessage(namespace(), topic, message);
        boolean inTime = System.nanoTime() - startNanos
                < Duration.ofSeconds(2).minus(CLOCK_GRANULARITY).toNanos();
        passTime(Duration.ofSeconds(1).plus(CLOCK_TOLERANCE));
        if (inTime) { // else the first had expired, and this was a new one
            verify().empty(
                            "a topic after the ttl of a message that was stored again meanwhile",
                            backend().getMessagesForTopic(topic));
        }
    }

    /** Reads it at least once; false when no read was quick enough to tell. */
    private boolean isSeenUntil(String topic, Message neighbour, Message message, long endNanos) {
        int reads = 0;
        while (true) {
            List<List<Message>> found = everyRead(topic, neighbour.id(), message.id());
            if (System.nanoTime() - endNanos >= 0) {
                return reads > 0;
            }
            for (int way = 0; way < found.size(); way++) {
                verify().that(
                                TestMessages.ids(found.get(way)).contains(message.id()),
                                WAYS.get(way) + " shows a message until its ttl of "
                                        + message.ttlSeconds().getAsLong() + " s is over",
                                () -> "it was gone before");
            }
            reads++;
            run().watch().progress();
            run().awaiter().pause();
        }
    }

    private static final List<String> WAYS = List.of(
            "getMessagesForTopic", "getMessagesForTopicSince", "getNextMessageForTopicSince", "getMessagesById");

    private List<List<Message>> everyRead(String topic, GemstoneId known, GemstoneId id) {
        MessagingBackend backend = backend();
        return List.of(
                backend.getMessagesForTopic(topic),
                backend.getMessagesForTopicSince(topic, known),
                backend.getNextMessageForTopicSince(topic, known).stream().toList(),
                backend.getMessagesById(namespace(), List.of(id)));
    }

    private void verifyGone(String topic, Message expired, Message neighbour) {
        for (MessagingBackend instance : run().backends().instances()) {
            List<Message> left = List.of(neighbour);
            String after = " after the ttl";
            verify().sameMessages("getMessagesForTopic" + after, left, instance.getMessagesForTopic(topic));
            verify().sameMessages("getMessagesForTopicSince" + after, left, fromTheStart(instance, topic, neighbour));
            Optional<Message> next = instance.getNextMessageForTopicSince(topic, neighbour.id());
            verify().that(
                            next == null
                                    || next.filter(found -> found.id().equals(expired.id()))
                                            .isEmpty(),
                            "getNextMessageForTopicSince" + after + " does not find it",
                            () -> "it does");
            verify().sameMessages(
                            "getMessagesById" + after,
                            left,
                            instance.getMessagesById(namespace(), List.of(neighbour.id(), expired.id())));
        }
        if (hasSubscriptions()) {
            Recorder late = recorder("a subscriber that came after the ttl");
            backend().subscribe(topic, late);
            Message sentinel = messages().next();
            backend().storeMessage(namespace(), topic, sentinel);
            late.await(sentinel);
            verifyNotGiven(late, expired);
        }
        if (has(Capability.DURABLE_SUBSCRIPTION)) {
            Recorder durable = recorder("a durable subscriber that came after the ttl");
            backend()
                    .subscribe(
                            topic,
                            durable,
                            SubscriptionOptions.durable(run().names().unique()));
            durable.awaitCount(2);
            verifyNotGiven(durable, expired);
        }
    }

    private void verifyNotGiven(Recorder recorder, Message expired) {
        verify().that(
                        !recorder.has(expired.id()),
                        "what has expired is delivered to nobody",
                        () -> recorder.name() + " was given " + expired.id());
    }

    @Rule("RD-26")
    void rd26_whatAStoreHasReturnedForEveryInstanceReads() {
        List<MessagingBackend> instances = run().backends().instances();
        for (int round = 0; round < run().volumes().share(ROUNDS); round++) {
            MessagingBackend storer = instances.get(round % instances.size());
            String topic = topic();
            for (boolean async : new boolean[] {false, true}) {
                // Reading before each store gives a cache, or a memory of "unknown", the chance to go stale.
                instances.forEach(reader -> readTooEarly(reader, topic));
                Message message = messages().next();
                if (async) {
                    storer.storeMessageAsync(namespace(), topic, message).join();
                } else {
                    storer.storeMessage(namespace(), topic, message);
                }
                instances.forEach(reader -> verifyRead(reader, topic, message));
            }
        }
    }

    private void readTooEarly(MessagingBackend reader, String topic) {
        List<Runnable> reads = List.of(
                () -> reader.getMessagesForTopic(topic),
                () -> reader.getMessagesForTopicSince(topic, GemstoneId.ZERO),
                () -> reader.getNextMessageForTopicSince(topic, GemstoneId.ZERO),
                () -> reader.getMessagesById(namespace(), List.of(GemstoneId.ZERO)));
        for (Runnable read : reads) {
            try {
                read.run();
            } catch (RuntimeException unknown) {
                // What is answered for an unknown topic is for RD-02.
            }
        }
    }

    private void verifyRead(MessagingBackend reader, String topic, Message message) {
        // The order of the four changes, so that a delay does not always hit the same one.
        List<Runnable> reads = List.of(
                () -> verifySeen("getMessagesForTopic", message, reader.getMessagesForTopic(topic)),
                () -> verifySeen("getMessagesForTopicSince", message, fromTheStart(reader, topic, message)),
                () -> verifySeen("getNextMessageForTopicSince", message, nextOnes(reader, topic, message)),
                () -> verifySeen(
                        "getMessagesById", message, reader.getMessagesById(namespace(), List.of(message.id()))));
        messages().shuffled(reads).forEach(Runnable::run);
    }

    /** What a loop over "next" finds in a topic of one or two messages. */
    private List<Message> nextOnes(MessagingBackend reader, String topic, Message message) {
        Optional<Message> first = firstOf(reader, topic, message);
        Optional<Message> second = first.filter(found -> !found.id().equals(message.id()))
                .flatMap(found -> reader.getNextMessageForTopicSince(topic, found.id()));
        return Stream.of(first, second).flatMap(Optional::stream).toList();
    }

    private void verifySeen(String way, Message message, List<Message> found) {
        verify().that(
                        found.stream().anyMatch(one -> one.id().equals(message.id())),
                        way + ", called after the store has returned, shows message " + message.id(),
                        () -> "it is not there; what is: " + IdDifference.shown(TestMessages.ids(found)));
    }

    @Rule("RD-27")
    void rd27_asyncStoresOfOneCallerTakeEffectInOrder() {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend.subscribe(topic, recorder);
        }
        List<Message> stored = messages().next(run().volumes().atMost(ASYNC_STORES));
        Thread reader = run().workers().start("reader", () -> verifyPrefixes(backend, topic, stored));
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            if (i % 50 == 49) { // a store that waits comes after those before it that do not
                backend.storeMessage(namespace(), topic, stored.get(i));
                List<Message> soFar = stored.subList(0, i + 1);
                verify().sameMessages(
                                "after an async and then a plain store", soFar, backend.getMessagesForTopic(topic));
            } else {
                futures.add(backend.storeMessageAsync(namespace(), topic, stored.get(i)));
            }
        }
        awaitAll(futures);
        run().workers().join();
        verify().that(!reader.isAlive(), "the reader ends", () -> "it runs");
        if (hasSubscriptions()) {
            recorder.awaitExactly(stored);
        }
    }

    /** Whoever reads meanwhile sees the first so many, never one without those before it. */
    private void verifyPrefixes(MessagingBackend backend, String topic, List<Message> stored) {
        int size = 0;
        while (size < stored.size()) {
            List<Message> found = backend.getMessagesForTopic(topic);
            int now = found.size();
            verify().that(now <= stored.size(), "the topic has at most what was stored", () -> now + " messages");
            verify().sameMessages("what a reader sees meanwhile", stored.subList(0, now), found);
            if (now == size
                    && !run().awaiter()
                            .until(() -> backend.getMessagesForTopic(topic).size() != now)) {
                throw verify().timeout("the stores go on", now + " messages are there", IdDifference.NONE);
            }
            size = now;
        }
    }

    private void awaitAll(List<CompletableFuture<Void>> futures) {
        boolean done = run().awaiter()
                .untilProgressEnds(
                        () -> futures.stream().allMatch(CompletableFuture::isDone),
                        () -> futures.stream().filter(CompletableFuture::isDone).count());
        if (!done) {
            throw verify().timeout("every future of storeMessageAsync completes", "some do not", IdDifference.NONE);
        }
        futures.forEach(CompletableFuture::join);
    }

    @Rule("RD-27")
    void rd27_asyncStoresFailWithWhatStoreMessageWouldThrow() throws Exception {
        MessagingBackend backend = backend();
        String topic = topic();
        Message first = messages().next();
        Message conflicting = first.toBuilder().sender("somebody else").build();
        Message after = messages().next();
        CompletableFuture<Void> stored = backend.storeMessageAsync(namespace(), topic, first);
        CompletableFuture<Void> refused = backend.storeMessageAsync(namespace(), topic, conflicting);
        CompletableFuture<Void> storedAfter = backend.storeMessageAsync(namespace(), topic, after);
        awaitAll(List.of(stored, refused.handle((ok, failure) -> null), storedAfter));
        verify().refuses(
                        "the future of a store that is refused", RejectedMessageException.class, () -> result(refused));
        settle(topic, 2);
        verify().sameMessages("the topic", List.of(first, after), backend.getMessagesForTopic(topic));
    }

    private static Object result(CompletableFuture<Void> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
