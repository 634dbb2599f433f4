package io.messaging.tck.rules.reading;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** From when a message can be read: RD-26, RD-27. */
public class VisibilityRules {
    private static final int ROUNDS = 24; // each combination of what depends on the number of the round, twice
    private static final int STORERS = 6;
    private static final int STORES_OF_EACH = 50;
    private static final int LARGE_BYTES = 200 * 1_024;
    private static final int LARGE_AND_SMALL = 30;
    private static final int ASYNC_STORES = 1_000;
    private static final int UNDER_WAY_AT_ONCE = 3_000;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public VisibilityRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-26")
    void rd26_whatAStoreHasReturnedForEveryInstanceReads() {
        List<MessagingBackend> instances = tck.instances();
        for (int round = 0; round < tck.volumes().share(ROUNDS); round++) {
            MessagingBackend storer = instances.get(round % instances.size());
            String topic = tck.topic();
            if (round % 3 == 0 && tck.hasSubscriptions()) {
                storer.subscribe(topic, tck.recorder("a subscriber, for whom much is to be done besides storing"));
            }
            List<Message> pair = new ArrayList<>(messages.next(2));
            if (round % 4 == 1) {
                Collections.reverse(pair); // the second one that is stored is the older one
            }
            for (boolean async : new boolean[] {false, true}) {
                Message message = round % 12 == 11 ? tck.large(LARGE_BYTES) : pair.get(async ? 1 : 0);
                // Reading before each store gives a cache, or a memory of "unknown", the chance to go stale.
                GemstoneId before = async ? pair.get(0).id() : GemstoneId.ZERO;
                instances.forEach(reader -> readTooEarly(reader, topic, before, message));
                if (async) {
                    tck.storeAsync(storer, topic, message).join();
                } else {
                    tck.store(storer, topic, message);
                }
                instances.forEach(reader -> verifyRead(reader, topic, before, message));
            }
        }
    }

    @Rule("RD-26")
    void rd26_whatAStoreHasReturnedForIsReadWhileOthersStore() {
        List<MessagingBackend> instances = tck.instances();
        String topic = tck.topic();
        int each = tck.volumes().share(STORES_OF_EACH);
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            MessagingBackend reader = instances.get(i / 2 % instances.size());
            tck.workers().start("storer-" + i, () -> {
                Message previous = messages.next();
                tck.store(storer, topic, previous);
                for (int stored = 0; stored < each; stored++) {
                    Message message = messages.next();
                    tck.store(storer, topic, message);
                    verifyReadAmongOthers(reader, topic, previous, message);
                    previous = message;
                }
            });
        }
        tck.workers().join();
    }

    private void verifyReadAmongOthers(MessagingBackend reader, String topic, Message previous, Message message) {
        List<Runnable> reads = List.of(
                () -> verifySeen("getMessagesForTopic", message, reader.getMessagesForTopic(topic)),
                () -> verifySeen(
                        "getMessagesForTopicSince", message, reader.getMessagesForTopicSince(topic, previous.id())),
                () -> verify.that(
                        reader.getNextMessageForTopicSince(topic, previous.id()).isPresent(),
                        "getNextMessageForTopicSince finds a message when one was stored behind the id",
                        () -> "it finds none"),
                () -> verifySeen(
                        "getMessagesById", message, reader.getMessagesById(tck.namespace(), List.of(message.id()))));
        messages.shuffled(reads).forEach(Runnable::run);
    }

    private void readTooEarly(MessagingBackend reader, String topic, GemstoneId before, Message message) {
        List<Runnable> reads = List.of(
                () -> reader.getMessagesForTopic(topic),
                () -> reader.getMessagesForTopicSince(topic, GemstoneId.ZERO),
                () -> reader.getMessagesForTopicSince(topic, before),
                () -> reader.getNextMessageForTopicSince(topic, GemstoneId.ZERO),
                () -> reader.getNextMessageForTopicSince(topic, before),
                () -> reader.getMessagesById(tck.namespace(), List.of(message.id())));
        for (Runnable read : reads) {
            try {
                read.run();
            } catch (RuntimeException unknown) {
                // What is answered for an unknown topic is for RD-02.
            }
        }
    }

    private void verifyRead(MessagingBackend reader, String topic, GemstoneId before, Message message) {
        // The order of the four changes, so that a delay does not always hit the same one.
        List<Runnable> reads = List.of(
                () -> verifySeen("getMessagesForTopic", message, reader.getMessagesForTopic(topic)),
                () -> verifySeen(
                        "getMessagesForTopicSince", message, tck.reads().fromTheStart(reader, topic, message)),
                () -> verifySeen("getMessagesForTopicSince", message, since(reader, topic, before, message)),
                () -> verifySeen("getNextMessageForTopicSince", message, nextOnes(reader, topic, message)),
                () -> verifySeen(
                        "getMessagesById", message, reader.getMessagesById(tck.namespace(), List.of(message.id()))));
        messages.shuffled(reads).forEach(Runnable::run);
    }

    /** Since the message that was stored before; where that is a later one, from the start. */
    private List<Message> since(MessagingBackend reader, String topic, GemstoneId before, Message message) {
        return before.equals(GemstoneId.ZERO) || TestMessages.compareTimes(before, message.id()) > 0
                ? tck.reads().fromTheStart(reader, topic, message)
                : reader.getMessagesForTopicSince(topic, before);
    }

    /** What a loop over "next" finds in a topic of one or two messages. */
    private List<Message> nextOnes(MessagingBackend reader, String topic, Message message) {
        Optional<Message> first = tck.reads().firstOf(reader, topic, message);
        Optional<Message> second = first.filter(found -> !found.id().equals(message.id()))
                .flatMap(found -> reader.getNextMessageForTopicSince(topic, found.id()));
        return Stream.of(first, second).flatMap(Optional::stream).toList();
    }

    private void verifySeen(String way, Message message, List<Message> found) {
        verify.that(
                found.stream().anyMatch(one -> one.id().equals(message.id())),
                way + ", called after the store has returned, shows message " + message.id(),
                () -> "it is not there; what is: " + IdDifference.shown(TestMessages.ids(found)));
    }

    @Rule("RD-27")
    void rd27_asyncStoresOfOneCallerTakeEffectInOrder() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(backend, topic, "a subscriber");
        List<Message> stored = messages.next(tck.volumes().atMost(ASYNC_STORES));
        Thread reader = tck.workers().start("reader", () -> verifyPrefixes(backend, topic, stored));
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            if (i % 50 == 49) { // a store that waits comes after those before it that do not
                tck.store(backend, topic, stored.get(i));
                List<Message> soFar = stored.subList(0, i + 1);
                verify.sameMessages("after an async and then a plain store", soFar, backend.getMessagesForTopic(topic));
            } else {
                futures.add(tck.storeAsync(backend, topic, stored.get(i)));
            }
        }
        awaitAll(futures);
        tck.workers().join();
        verify.that(!reader.isAlive(), "the reader ends", () -> "it runs");
        if (tck.hasSubscriptions()) {
            recorder.awaitExactly(stored);
        }
    }

    /** Whoever reads meanwhile sees the first so many, never one without those before it. */
    private void verifyPrefixes(MessagingBackend backend, String topic, List<Message> stored) {
        int size = 0;
        while (size < stored.size()) {
            List<Message> found = backend.getMessagesForTopic(topic);
            int now = found.size();
            verify.that(now <= stored.size(), "the topic has at most what was stored", () -> now + " messages");
            verify.sameMessages("what a reader sees meanwhile", stored.subList(0, now), found);
            if (now == size
                    && !tck.awaiter()
                            .until(() -> backend.getMessagesForTopic(topic).size() != now)) {
                throw verify.timeout("the stores go on", now + " messages are there");
            }
            size = now;
        }
    }

    private void awaitAll(List<CompletableFuture<Void>> futures) {
        boolean done = tck.awaiter()
                .untilProgressEnds(
                        () -> futures.stream().allMatch(CompletableFuture::isDone),
                        () -> futures.stream().filter(CompletableFuture::isDone).count());
        if (!done) {
            throw verify.timeout("every future of storeMessageAsync completes", "some do not");
        }
        futures.forEach(CompletableFuture::join);
    }

    @Rule("RD-27")
    void rd27_manyAsyncStoresMayBeUnderWayAtOnce() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        List<Message> stored = messages.next(tck.volumes().share(UNDER_WAY_AT_ONCE));
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        stored.forEach(message -> futures.add(tck.storeAsync(topic, message)));
        awaitAll(futures);
        verify.sameMessages("the topic", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactly(stored);
        }
    }

    @Rule("RD-27")
    void rd27_asyncStoresFailWithWhatStoreMessageWouldThrow() throws Exception {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Message first = messages.next();
        Message conflicting = first.toBuilder().sender("somebody else").build();
        Message after = messages.next();
        CompletableFuture<Void> stored = tck.storeAsync(backend, topic, first);
        CompletableFuture<Void> refused = tck.storeAsync(backend, topic, conflicting);
        CompletableFuture<Void> storedAfter = tck.storeAsync(backend, topic, after);
        awaitAll(List.of(stored, refused.handle((ok, failure) -> null), storedAfter));
        verify.refuses("the future of a store that is refused", RejectedMessageException.class, () -> result(refused));
        tck.settle(topic, 2);
        verify.sameMessages("the topic", List.of(first, after), backend.getMessagesForTopic(topic));
    }

    /** When a store has completed, so have those before it: a large one is not overtaken by a small one. */
    @Rule("RD-27")
    void rd27_largeAndSmallAsyncStoresKeepTheirOrder() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(backend, topic, "a subscriber");
        List<Message> stored = new ArrayList<>();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < tck.volumes().share(LARGE_AND_SMALL); i++) {
            Message large = tck.large(LARGE_BYTES);
            Message small = messages.next();
            stored.addAll(List.of(large, small));
            futures.add(tck.storeAsync(backend, topic, large));
            futures.add(tck.storeAsync(backend, topic, small));
            awaitAll(futures.subList(futures.size() - 1, futures.size()));
            verify.sameMessages(
                    "by id, when a small message is stored, it and the large one that was stored before it",
                    List.of(large, small),
                    backend.getMessagesById(tck.namespace(), List.of(large.id(), small.id())));
        }
        awaitAll(futures);
        if (tck.hasSubscriptions()) {
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
