package io.messaging.tck.rules.reading;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Until when a message can be read: RD-25. */
public class ExpiryRules {
    private static final int LONGEST_SHORT_TTL_SECONDS = 64;

    /** How much later than its ttl a message may be seen: what clocks of different processes differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(500);

    /** How much earlier it may be gone: clocks count in steps, and are corrected. */
    private static final Duration CLOCK_GRANULARITY = Duration.ofMillis(50);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ExpiryRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    /** Seconds that overflow some unit of some width, or that a store takes for a date; the first is above 30 days. */
    private static final long[] LONG_TTLS_SECONDS = {
        3_000_000,
        2_147_483_648L,
        3_000_000_000L,
        4_294_967_296L,
        5_000_000_000L,
        10_000_000_000L,
        9_223_372_037L,
        9_223_372_036_855L,
        9_223_372_036_854_776L,
        Long.MAX_VALUE
    };

    @Rule("RD-25")
    void rd25_aTtlOfAnyLengthIsKept() {
        String topic = tck.topic();
        List<Message> stored = new ArrayList<>();
        for (long ttl : LONG_TTLS_SECONDS) {
            stored.add(messages.builder().ttlSeconds(ttl).build());
        }
        tck.storeAll(topic, stored);
        tck.reads().verify(tck.backend(), topic, stored);
    }

    @Rule("RD-25")
    void rd25_aMessageIsThereForItsTtlAndGoneAfter() {
        String lasting = tck.topic();
        long twoHoursAgo = System.currentTimeMillis() - 7_200_000;
        GemstoneId old = GemstoneId.of(Priority.NORMAL, twoHoursAgo, 1, 1);
        List<Message> lastingMessages = List.of(
                messages.builder(old).ttlSeconds(3_600).build(), // its ttl counts from storing, not from its id's time
                messages.builder().ttlSeconds(0).build(),
                messages.next(),
                messages.builder().ttlSeconds(3_000).build(),
                messages.builder().ttlSeconds(10_000_000_000L).build());
        tck.storeAll(lasting, lastingMessages);
        tck.reads().verify(tck.backend(), lasting, lastingMessages);
        verifyShortLife();
        tck.reads().verify(tck.backend(), lasting, lastingMessages);
    }

    /** The machine may be slow: only what was read surely before the end of the ttl must show the message. */
    private void verifyShortLife() {
        for (int ttl = 1; ttl <= LONGEST_SHORT_TTL_SECONDS; ttl *= 2) {
            String topic = tck.topic();
            Recorder live = tck.recorder("a subscriber that is there all the time");
            SubscriptionOptions client = SubscriptionOptions.durable(tck.uniqueName());
            Recorder away = tck.recorder("a durable client that is away meanwhile");
            if (tck.hasSubscriptions()) {
                tck.backend().subscribe(topic, live);
            }
            long future = System.currentTimeMillis() + 10_000;
            Message shortLived = messages.builder(GemstoneId.of(Priority.NORMAL, future, 1, 1))
                    .ttlSeconds(ttl)
                    .build();
            Message before = messages.next();
            Message after = messages.of(GemstoneId.of(Priority.NORMAL, future + 1, 1, 1));
            tck.store(topic, before);
            tck.store(topic, after);
            if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
                Subscription subscription = tck.backend().subscribe(topic, away, client);
                away.await(after);
                subscription.close();
            }
            String asyncTopic = tck.topic();
            Message async = messages.builder(GemstoneId.of(Priority.NORMAL, future, 2, 1))
                    .ttlSeconds(ttl)
                    .build();
            tck.store(asyncTopic, before);
            tck.storeAsync(asyncTopic, async).join();
            long beforeNanos = System.nanoTime();
            tck.store(topic, shortLived);
            Duration surelyAlive = Duration.ofSeconds(ttl).minus(CLOCK_GRANULARITY);
            boolean seen = isSeenUntil(topic, before, shortLived, beforeNanos + surelyAlive.toNanos());
            tck.letTimePass(Duration.ofSeconds(ttl).plus(CLOCK_TOLERANCE));
            if (seen) {
                verifyGone(topic, shortLived, List.of(before, after));
                verifyGone(asyncTopic, async, List.of(before));
                verifyGoesOn(topic, shortLived, live, away, client);
                return;
            }
        }
        throw TckSkip.because("a single read took longer than " + LONGEST_SHORT_TTL_SECONDS + " s");
    }

    /** What has expired costs nobody another message, and may be stored again. */
    private void verifyGoesOn(String topic, Message expired, Recorder live, Recorder away, SubscriptionOptions client) {
        Message last = messages.next();
        tck.store(topic, last);
        if (tck.hasSubscriptions()) {
            live.await(last);
        }
        if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
            tck.backend().subscribe(topic, away, client);
            away.await(last);
            verifyNotGiven(away, expired);
        }
        long beforeNanos = System.nanoTime();
        tck.store(topic, expired);
        List<Message> found = tck.backend().getMessagesForTopic(topic);
        boolean inTime = System.nanoTime() - beforeNanos
                < Duration.ofSeconds(expired.ttlSeconds().getAsLong())
                        .minus(CLOCK_GRANULARITY)
                        .toNanos();
        verify.that(
                !inTime || TestMessages.ids(found).contains(expired.id()),
                "a message that had expired and is stored again is there again",
                () -> "it is not");
    }

    @Rule("RD-25")
    void rd25_anEqualMessageDoesNotBeginTheTtlAnew() {
        String topic = tck.topic();
        String secondTopic = tck.topic();
        Message message = messages.builder().ttlSeconds(2).build();
        long startNanos = System.nanoTime();
        tck.store(topic, message);
        tck.letTimePass(Duration.ofSeconds(1));
        tck.store(topic, message);
        boolean inTime = System.nanoTime() - startNanos
                < Duration.ofSeconds(2).minus(CLOCK_GRANULARITY).toNanos();
        long secondNanos = System.nanoTime();
        tck.store(secondTopic, message);
        tck.letTimePass(Duration.ofSeconds(1).plus(CLOCK_TOLERANCE));
        List<Message> byId = tck.byId(List.of(message.id()));
        boolean alive = System.nanoTime() - secondNanos
                < Duration.ofSeconds(2).minus(CLOCK_GRANULARITY).toNanos();
        verify.that(
                !alive || TestMessages.ids(byId).contains(message.id()),
                "a message that has expired in one topic and not in another is found by id",
                () -> "it is not");
        if (inTime) { // else the first had expired, and this was a new one
            List<Message> left = tck.backend().getMessagesForTopic(topic);
            verify.empty("a topic after the ttl of a message that was stored again meanwhile", left);
            verify.that(
                    left != null || tck.backend().getMessagesForTopic(tck.topic()) == null, // that would be for RD-02
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
                verify.that(
                        TestMessages.ids(found.get(way)).contains(message.id()),
                        WAYS.get(way) + " shows a message until its ttl of "
                                + message.ttlSeconds().getAsLong() + " s is over",
                        () -> "it was gone before");
            }
            reads++;
            tck.progress();
            tck.awaiter().pause();
        }
    }

    private static final List<String> WAYS = List.of(
            "getMessagesForTopic", "getMessagesForTopicSince", "getNextMessageForTopicSince", "getMessagesById");

    private List<List<Message>> everyRead(String topic, GemstoneId known, GemstoneId id) {
        MessagingBackend backend = tck.backend();
        return List.of(
                backend.getMessagesForTopic(topic),
                backend.getMessagesForTopicSince(topic, known),
                backend.getNextMessageForTopicSince(topic, known).stream().toList(),
                backend.getMessagesById(tck.namespace(), List.of(id)));
    }

    /** It was behind the first of what is left, and before the second if there is one. */
    private void verifyGone(String topic, Message expired, List<Message> left) {
        Message before = left.get(0);
        List<Message> later = left.subList(1, left.size());
        for (MessagingBackend instance : tck.instances()) {
            String then = " after the ttl";
            verify.sameMessages("getMessagesForTopic" + then, left, instance.getMessagesForTopic(topic));
            verify.sameMessages(
                    "getMessagesForTopicSince" + then, left, tck.reads().fromTheStart(instance, topic, before));
            verify.sameMessages(
                    "getMessagesForTopicSince of the expired one" + then,
                    later,
                    instance.getMessagesForTopicSince(topic, expired.id()));
            for (GemstoneId id : List.of(before.id(), expired.id())) {
                Optional<Message> next = instance.getNextMessageForTopicSince(topic, id);
                if (!later.isEmpty()) {
                    verify.next("getNextMessageForTopicSince(" + id + ")" + then, later.get(0), next);
                } else {
                    verify.that(
                            next == null
                                    || next.filter(found -> found.id().equals(expired.id()))
                                            .isEmpty(),
                            "getNextMessageForTopicSince" + then + " does not find it",
                            () -> "it does");
                }
            }
            List<GemstoneId> asked = new ArrayList<>(TestMessages.ids(left));
            asked.add(expired.id());
            verify.sameMessages("getMessagesById" + then, left, instance.getMessagesById(tck.namespace(), asked));
        }
        if (tck.hasSubscriptions()) {
            Recorder late = tck.subscriber(topic, "a subscriber that came after the ttl");
            Message sentinel = messages.next();
            tck.store(topic, sentinel);
            late.await(sentinel);
            verifyNotGiven(late, expired);
        }
        if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
            Recorder durable = tck.recorder("a durable subscriber that came after the ttl");
            tck.backend().subscribe(topic, durable, SubscriptionOptions.durable(tck.uniqueName()));
            durable.awaitCount(left.size() + 1);
            verifyNotGiven(durable, expired);
        }
    }

    /** Who waits behind a slow handler is not given what expires meanwhile. */
    @Rule(
            value = "RD-25",
            requires = {Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY})
    void rd25_whatExpiresBeforeItsDeliveryIsNotDelivered() {
        String topic = tck.topic();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Message first = messages.next();
        Recorder slow = tck.recorder("a subscriber whose handler is slow").doing(message -> {
            if (message.id().equals(first.id())) {
                handling.countDown();
                release.await(); // the test itself ends it
            }
        });
        tck.backend().subscribe(topic, slow);
        try {
            tck.store(topic, first);
            tck.awaiter().until(() -> handling.getCount() == 0);
            Message expiring = messages.builder().ttlSeconds(1).build();
            Message last = messages.next();
            tck.store(topic, expiring);
            tck.store(topic, last);
            tck.letTimePass(Duration.ofSeconds(1).plus(CLOCK_TOLERANCE));
            release.countDown();
            slow.await(last);
            verifyNotGiven(slow, expiring);
        } finally {
            release.countDown();
        }
    }

    private void verifyNotGiven(Recorder recorder, Message expired) {
        verify.that(
                !recorder.has(expired.id()),
                "what has expired is delivered to nobody",
                () -> recorder.name() + " was given " + expired.id());
    }
}
