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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

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
        GemstoneId old = GemstoneId.of(Priority.NORMAL, GemstoneId.EPOCH_MILLIS + 5, 1, 1);
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
            long future = System.currentTimeMillis() + 86_400_000;
            Message shortLived = messages()
                    .builder(GemstoneId.of(Priority.NORMAL, future, 1, 1))
                    .ttlSeconds(ttl)
                    .build();
            Message neighbour = messages().next();
            backend().storeMessage(namespace(), topic, neighbour);
            long beforeNanos = System.nanoTime();
            backend().storeMessage(namespace(), topic, shortLived);
            Duration surelyAlive = Duration.ofSeconds(ttl).minus(CLOCK_GRANULARITY);
            boolean seen = isSeenUntilJustBefore(topic, shortLived, beforeNanos + surelyAlive.toNanos());
            passTime(Duration.ofSeconds(ttl).plus(CLOCK_TOLERANCE));
            if (seen) {
                verifyGone(topic, shortLived, neighbour);
                return;
            }
        }
        throw TckSkip.because("a single read took longer than " + LONGEST_SHORT_TTL_SECONDS + " s");
    }

    /** Reads it at least once; false when no read was quick enough to tell. */
    private boolean isSeenUntilJustBefore(String topic, Message message, long endNanos) {
        int reads = 0;
        while (true) {
            List<List<Message>> found = everyRead(topic, message.id());
            if (System.nanoTime() - endNanos >= 0) {
                return reads > 0;
            }
            for (int way = 0; way < found.size(); way++) {
                verify().that(
                                found.get(way).contains(message),
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

    private List<List<Message>> everyRead(String topic, GemstoneId id) {
        GemstoneId before = GemstoneId.of(id.bits() - 1);
        MessagingBackend backend = backend();
        return List.of(
                backend.getMessagesForTopic(topic),
                backend.getMessagesForTopicSince(topic, before),
                backend.getNextMessageForTopicSince(topic, before).stream().toList(),
                backend.getMessagesById(namespace(), List.of(id)));
    }

    private void verifyGone(String topic, Message expired, Message neighbour) {
        for (MessagingBackend instance : run().backends().instances()) {
            List<Message> left = List.of(neighbour);
            String after = " after the ttl";
            verify().messages("getMessagesForTopic" + after, left, instance.getMessagesForTopic(topic));
            verify().messages(
                            "getMessagesForTopicSince" + after,
                            left,
                            instance.getMessagesForTopicSince(topic, GemstoneId.ZERO));
            verify().nothing(
                            "getNextMessageForTopicSince" + after,
                            instance.getNextMessageForTopicSince(topic, neighbour.id()));
            verify().messages(
                            "getMessagesById" + after,
                            left,
                            instance.getMessagesById(namespace(), List.of(expired.id(), neighbour.id())));
        }
        if (hasSubscriptions()) {
            Recorder late = recorder("a subscriber that came after the ttl");
            backend().subscribe(topic, late);
            late.awaitExactlyAndNoMore(backend(), topic, List.of());
        }
        if (has(Capability.DURABLE_SUBSCRIPTION)) {
            Recorder durable = recorder("a durable subscriber that came after the ttl");
            backend()
                    .subscribe(
                            topic,
                            durable,
                            SubscriptionOptions.durable(run().names().unique()));
            durable.awaitCount(1);
            verify().that(
                            !durable.has(expired.id()),
                            "what has expired is in no new client's backlog",
                            () -> expired.id() + " was delivered");
        }
    }

    @Rule("RD-26")
    void rd26_whatAStoreHasReturnedForEveryInstanceReads() {
        List<MessagingBackend> instances = run().backends().instances();
        for (int round = 0; round < ROUNDS; round++) {
            MessagingBackend storer = instances.get(round % instances.size());
            String topic = topic();
            for (boolean async : new boolean[] {false, true}) {
                // Reading before each store gives a cache, or a memory of "unknown", the chance to go stale.
                instances.forEach(reader -> everyReadOf(reader, topic, GemstoneId.of(1)));
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

    private void everyReadOf(MessagingBackend reader, String topic, GemstoneId id) {
        reader.getMessagesForTopic(topic);
        reader.getMessagesForTopicSince(topic, id);
        reader.getNextMessageForTopicSince(topic, id);
        reader.getMessagesById(namespace(), List.of(id));
    }

    private void verifyRead(MessagingBackend reader, String topic, Message message) {
        GemstoneId before = GemstoneId.of(message.id().bits() - 1);
        // The order of the four changes, so that a delay does not always hit the same one.
        List<Runnable> reads = List.of(
                () -> verifySeen("getMessagesForTopic", message, reader.getMessagesForTopic(topic)),
                () -> verifySeen("getMessagesForTopicSince", message, reader.getMessagesForTopicSince(topic, before)),
                () -> verifySeen(
                        "getNextMessageForTopicSince",
                        message,
                        reader.getNextMessageForTopicSince(topic, before).stream()
                                .toList()),
                () -> verifySeen(
                        "getMessagesById", message, reader.getMessagesById(namespace(), List.of(message.id()))));
        messages().shuffled(reads).forEach(Runnable::run);
    }

    private void verifySeen(String way, Message message, List<Message> found) {
        verify().that(
                        found.contains(message),
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
                verify().messages("after an async and then a plain store", soFar, backend.getMessagesForTopic(topic));
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
            verify().ids(
                            "what a reader sees meanwhile",
                            TestMessages.ids(stored.subList(0, now)),
                            TestMessages.ids(found));
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
        verify().messages("the topic", List.of(first, after), backend.getMessagesForTopic(topic));
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
