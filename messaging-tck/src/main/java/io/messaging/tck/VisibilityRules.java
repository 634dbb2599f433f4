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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** From when and until when a message can be read: RD-25 to RD-27. */
abstract class VisibilityRules extends StoringRules {
    private static final int ROUNDS = 300;
    private static final int STORERS = 6;
    private static final int STORES_OF_EACH = 100;
    private static final int LARGE_BYTES = 200 * 1_024;
    private static final int LARGE_AND_SMALL = 30;
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
            Message before = messages().next();
            Message after = messages().of(GemstoneId.of(Priority.NORMAL, future + 1, 1, 1));
            backend().storeMessage(namespace(), topic, before);
            backend().storeMessage(namespace(), topic, after);
            String asyncTopic = topic();
            Message async = messages()
                    .builder(GemstoneId.of(Priority.NORMAL, future, 2, 1))
                    .ttlSeconds(ttl)
                    .build();
            backend().storeMessage(namespace(), asyncTopic, before);
            backend().storeMessageAsync(namespace(), asyncTopic, async).join();
            long beforeNanos = System.nanoTime();
            backend().storeMessage(namespace(), topic, shortLived);
            Duration surelyAlive = Duration.ofSeconds(ttl).minus(CLOCK_GRANULARITY);
            boolean seen = isSeenUntil(topic, before, shortLived, beforeNanos + surelyAlive.toNanos());
            passTime(Duration.ofSeconds(ttl).plus(CLOCK_TOLERANCE));
            if (seen) {
                verifyGone(topic, shortLived, List.of(before, after));
                verifyGone(asyncTopic, async, List.of(before));
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
            List<Message> left = backend().getMessagesForTopic(topic);
            verify().empty("a topic after the ttl of a message that was stored again meanwhile", left);
            verify().that(
                            left != null || backend().getMessagesForTopic(topic()) == null, // that would be for RD-02
                            "a topic whose messages have all expired is an empty list",
                            () -> "null");
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

    /** It was behind the first of what is left, and before the second if there is one. */
    private void verifyGone(String topic, Message expired, List<Message> left) {
        Message before = left.get(0);
        List<Message> later = left.subList(1, left.size());
        for (MessagingBackend instance : run().backends().instances()) {
            String then = " after the ttl";
            verify().sameMessages("getMessagesForTopic" + then, left, instance.getMessagesForTopic(topic));
            verify().sameMessages("getMessagesForTopicSince" + then, left, fromTheStart(instance, topic, before));
            verify().sameMessages(
                            "getMessagesForTopicSince of the expired one" + then,
                            later,
                            instance.getMessagesForTopicSince(topic, expired.id()));
            for (GemstoneId id : List.of(before.id(), expired.id())) {
                Optional<Message> next = instance.getNextMessageForTopicSince(topic, id);
                if (!later.isEmpty()) {
                    verify().next("getNextMessageForTopicSince(" + id + ")" + then, later.get(0), next);
                } else {
                    verify().that(
                                    next == null
                                            || next.filter(found -> found.id().equals(expired.id()))
                                                    .isEmpty(),
                                    "getNextMessageForTopicSince" + then + " does not find it",
                                    () -> "it does");
                }
            }
            List<GemstoneId> asked = new ArrayList<>(TestMessages.ids(left));
            asked.add(expired.id());
            verify().sameMessages("getMessagesById" + then, left, instance.getMessagesById(namespace(), asked));
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
            durable.awaitCount(left.size() + 1);
            verifyNotGiven(durable, expired);
        }
    }

    /** Who waits behind a slow handler is not given what expires meanwhile. */
    @Rule(
            value = "RD-25",
            requires = {Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY})
    void rd25_whatExpiresBeforeItsDeliveryIsNotDelivered() {
        String topic = topic();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Message first = messages().next();
        Recorder slow = recorder("a subscriber whose handler is slow").doing(message -> {
            if (message.id().equals(first.id())) {
                handling.countDown();
                release.await(); // the test itself ends it
            }
        });
        backend().subscribe(topic, slow);
        try {
            backend().storeMessage(namespace(), topic, first);
            run().awaiter().until(() -> handling.getCount() == 0);
            Message expiring = messages().builder().ttlSeconds(1).build();
            Message last = messages().next();
            backend().storeMessage(namespace(), topic, expiring);
            backend().storeMessage(namespace(), topic, last);
            passTime(Duration.ofSeconds(1).plus(CLOCK_TOLERANCE));
            release.countDown();
            slow.await(last);
            verifyNotGiven(slow, expiring);
        } finally {
            release.countDown();
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
            if (round % 3 == 0 && hasSubscriptions()) {
                storer.subscribe(topic, recorder("a subscriber, for whom much is to be done besides storing"));
            }
            for (boolean async : new boolean[] {false, true}) {
                // Reading before each store gives a cache, or a memory of "unknown", the chance to go stale.
                instances.forEach(reader -> readTooEarly(reader, topic));
                Message message =
                        round % 20 == 19 ? large(LARGE_BYTES) : messages().next();
                if (async) {
                    storer.storeMessageAsync(namespace(), topic, message).join();
                } else {
                    storer.storeMessage(namespace(), topic, message);
                }
                instances.forEach(reader -> verifyRead(reader, topic, message));
            }
        }
    }

    @Rule("RD-26")
    void rd26_whatAStoreHasReturnedForIsReadWhileOthersStore() {
        List<MessagingBackend> instances = run().backends().instances();
        String topic = topic();
        int each = run().volumes().share(STORES_OF_EACH);
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            MessagingBackend reader = instances.get(i / 2 % instances.size());
            run().workers().start("storer-" + i, () -> {
                Message previous = messages().next();
                storer.storeMessage(namespace(), topic, previous);
                for (int stored = 0; stored < each; stored++) {
                    Message message = messages().next();
                    storer.storeMessage(namespace(), topic, message);
                    verifyReadAmongOthers(reader, topic, previous, message);
                    previous = message;
                }
            });
        }
        run().workers().join();
    }

    private void verifyReadAmongOthers(MessagingBackend reader, String topic, Message previous, Message message) {
        List<Runnable> reads = List.of(
                () -> verifySeen("getMessagesForTopic", message, reader.getMessagesForTopic(topic)),
                () -> verifySeen(
                        "getMessagesForTopicSince", message, reader.getMessagesForTopicSince(topic, previous.id())),
                () -> verify().that(
                                reader.getNextMessageForTopicSince(topic, previous.id())
                                        .isPresent(),
                                "getNextMessageForTopicSince finds a message when one was stored behind the id",
                                () -> "it finds none"),
                () -> verifySeen(
                        "getMessagesById", message, reader.getMessagesById(namespace(), List.of(message.id()))));
        messages().shuffled(reads).forEach(Runnable::run);
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

    /** When a store has completed, so have those before it: a large one is not overtaken by a small one. */
    @Rule("RD-27")
    void rd27_largeAndSmallAsyncStoresKeepTheirOrder() {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend.subscribe(topic, recorder);
        }
        List<Message> stored = new ArrayList<>();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < run().volumes().share(LARGE_AND_SMALL); i++) {
            Message large = large(LARGE_BYTES);
            Message small = messages().next();
            stored.addAll(List.of(large, small));
            futures.add(backend.storeMessageAsync(namespace(), topic, large));
            futures.add(backend.storeMessageAsync(namespace(), topic, small));
            awaitAll(futures.subList(futures.size() - 1, futures.size()));
            verify().sameMessages(
                            "by id, when a small message is stored, it and the large one that was stored before it",
                            List.of(large, small),
                            backend.getMessagesById(namespace(), List.of(large.id(), small.id())));
        }
        awaitAll(futures);
        if (hasSubscriptions()) {
            recorder.awaitExactly(stored);
        }
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
