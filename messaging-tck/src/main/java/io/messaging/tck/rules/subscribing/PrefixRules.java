package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.PREFIX_SUBSCRIPTION;
import static io.messaging.backend.Capability.START_POSITION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.message.TopicFilter;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Subscriptions to all topics with a prefix: SUB-21. */
public class PrefixRules {
    private static final int ROUNDS = 40;
    private static final int WRITERS = 3;
    private static final int TOPICS_OF_A_WRITER = 25;
    private static final int MESSAGES_OF_A_TOPIC = 4;

    /** Calls of a handler that stay until others would have come, if they could. */
    private static final int CALLS_THAT_WAIT = 3;

    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public PrefixRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    /** What arrives, by the topics that deliveries name. */
    private final class ByTopic {
        private final String name;
        private final Map<String, Recorder> recorders = new ConcurrentHashMap<>();

        ByTopic(String name) {
            this.name = name;
        }

        MessageHandler handler() {
            return MessageHandler.ofDelivery(
                    delivery -> of(String.valueOf(delivery.topic())).onMessage(delivery.message()));
        }

        Recorder of(String topic) {
            return recorders.computeIfAbsent(
                    topic, unknown -> tck.recorder(name + " under the topic '" + unknown + "'"));
        }

        /** With one negative wait for all topics; what came of others is reported first. */
        void awaitExactly(Map<String, List<Message>> expected) {
            List<Recorder> all = new ArrayList<>();
            List<List<Message>> lists = new ArrayList<>();
            recorders.forEach((topic, recorder) -> {
                if (!expected.containsKey(topic)) {
                    all.add(recorder);
                    lists.add(List.of());
                }
            });
            expected.forEach((topic, list) -> {
                all.add(of(topic));
                lists.add(list);
            });
            Recorder.awaitExactly(all, lists);
        }

        /** The last messages of each topic: those since it came to be, the newest included. */
        void awaitEnds(Map<String, List<Message>> stored) {
            stored.forEach((topic, list) -> of(topic).await(list.get(list.size() - 1)));
            Map<String, List<Message>> expected = new LinkedHashMap<>();
            stored.forEach((topic, list) -> expected.put(
                    topic, list.subList(Math.max(0, list.size() - of(topic).count()), list.size())));
            awaitExactly(expected);
        }
    }

    private String newPrefix() {
        return tck.uniqueName() + ":";
    }

    private void store(String topic, Map<String, List<Message>> stored) {
        Message message = messages.next(messages.anyPriority());
        stored.computeIfAbsent(topic, name -> new ArrayList<>()).add(message);
        tck.store(topic, message);
    }

    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION})
    void sub21_topicsWithThePrefixArriveAndNothingElse() {
        String base = tck.uniqueName();
        String prefix = base + ":";
        tck.storeAll(prefix + "old", messages.next(3));
        List<ByTopic> subscribers = new ArrayList<>();
        for (MessagingBackend instance : tck.instances()) {
            ByTopic subscriber = new ByTopic("subscriber " + subscribers.size());
            subscribers.add(subscriber);
            instance.subscribe(TopicFilter.startingWith(prefix), subscriber.handler());
        }
        List<String> topics = List.of(
                prefix + "old",
                prefix + "new",
                prefix,
                prefix + prefix,
                prefix + "{\"a\": 1}",
                prefix + " *",
                prefix + "ä 🎈");
        List<String> others = List.of(
                base,
                base + "x:new",
                base + ";new",
                prefix.toUpperCase(Locale.ROOT) + "new",
                "x" + prefix + "new",
                " " + prefix,
                base + " :new");
        Map<String, List<Message>> expected = new LinkedHashMap<>();
        for (int i = 0; i < tck.volumes().share(ROUNDS); i++) {
            store(topics.get(i % topics.size()), expected);
            tck.store(others.get(i % others.size()), messages.next());
        }
        subscribers.forEach(subscriber -> subscriber.awaitExactly(expected));
    }

    /** One writer for each topic, so its order is known, and each message may be the first of a topic. */
    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION})
    void sub21_noTopicIsMissedThatComesToBeWhileOthersSubscribe() {
        String prefix = newPrefix();
        TopicFilter filter = TopicFilter.startingWith(prefix);
        ByTopic fromTheStart = new ByTopic("the first subscriber");
        tck.backend().subscribe(filter, fromTheStart.handler());
        Map<String, List<Message>> stored = new ConcurrentHashMap<>();
        AtomicInteger topicsBegun = new AtomicInteger();
        for (int writer = 0; writer < WRITERS; writer++) {
            String ofWriter = prefix + writer + "-";
            tck.workers().start("writer-" + writer, () -> {
                for (int i = 0; i < TOPICS_OF_A_WRITER; i++) {
                    topicsBegun.incrementAndGet();
                    for (int j = 0; j < MESSAGES_OF_A_TOPIC; j++) {
                        store(ofWriter + i, stored);
                    }
                }
            });
        }
        List<ByTopic> late = new ArrayList<>();
        for (int i = 1; i < TOPICS_OF_A_WRITER; i += 4) {
            int begun = i;
            tck.awaiter().until(() -> topicsBegun.get() >= begun);
            ByTopic subscriber = new ByTopic("late subscriber " + late.size());
            tck.instances().get(i % tck.instances().size()).subscribe(filter, subscriber.handler());
            late.add(subscriber);
        }
        tck.workers().join();
        fromTheStart.awaitExactly(stored);
        stored.keySet().forEach(topic -> store(topic, stored));
        late.forEach(subscriber -> subscriber.awaitEnds(stored));
    }

    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION, START_POSITION})
    void sub21_fromBeginningEachTopicStartsWithWhatItHolds() {
        String prefix = newPrefix();
        Map<String, List<Message>> expected = new LinkedHashMap<>();
        for (int i = 0; i < tck.volumes().share(ROUNDS); i++) {
            store(prefix + i % 6, expected);
        }
        tck.store(tck.topic(), messages.next());
        for (Map.Entry<String, List<Message>> topic : expected.entrySet()) {
            tck.settle(topic.getKey(), topic.getValue().size());
        }
        ByTopic subscriber = new ByTopic("a subscriber from the beginning");
        tck.backend().subscribe(TopicFilter.startingWith(prefix), subscriber.handler(), PLAIN.fromBeginning());
        for (int i = 0; i < 10; i++) {
            store(prefix + i, expected);
        }
        subscriber.awaitExactly(expected);
    }

    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION})
    void sub21_oneAtATimeOverAllTopics() {
        String prefix = newPrefix();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        Recorder recorder = tck.recorder("a handler of several topics").doing(message -> {
            int others = running.getAndIncrement();
            if (calls.getAndIncrement() < CALLS_THAT_WAIT) {
                tck.awaiter().comesAfterAll(() -> running.get() > 1);
            }
            running.decrementAndGet();
            verify.that(others == 0, "the handler is called for one message at a time", () -> others + " others run");
        });
        tck.backend().subscribe(TopicFilter.startingWith(prefix), recorder);
        for (int writer = 0; writer < WRITERS; writer++) {
            String topic = prefix + writer;
            tck.workers().start("writer-" + writer, () -> tck.store(topic, messages.next(ROUNDS)));
        }
        tck.workers().join();
        recorder.awaitCount(WRITERS * ROUNDS);
        verify.equal("how many calls of the handler ran at once", 1, recorder.mostRunningAtOnce());
    }

    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION})
    void sub21_itIsListedAndEndsByItsClose() {
        MessagingBackend backend = tck.backend();
        String prefix = newPrefix();
        TopicFilter filter = TopicFilter.startingWith(prefix);
        String namespace = tck.newNamespace();
        ByTopic leaver = new ByTopic("a subscriber that leaves");
        ByTopic other = new ByTopic("a subscriber that stays");
        Recorder ofTopic = tck.recorder("a subscriber of a topic with the name of the prefix");
        Subscription leaving = backend.subscribe(filter, leaver.handler(), PLAIN.namespace(namespace));
        backend.subscribe(filter, other.handler());
        backend.subscribe(prefix, ofTopic);
        verify.equal("filter()", Optional.of(filter), leaving.filter());
        verify.equal(
                "who is listed in the namespace",
                List.of(new Subscriber(prefix, null, namespace, true, null, true)),
                backend.loadSubscribers(namespace).stream()
                        .filter(subscriber -> namespace.equals(subscriber.namespace()))
                        .toList());
        Map<String, List<Message>> stored = new LinkedHashMap<>();
        store(prefix + "a", stored);
        leaver.awaitExactly(stored);
        backend.unsubscribe(prefix);
        verify.that(leaving.isActive(), "unsubscribe of a topic leaves prefix subscriptions", () -> "it has ended");
        store(prefix + "b", stored);
        leaver.awaitExactly(stored);
        leaving.close();
        verify.that(!leaving.isActive(), "a closed subscription has ended", () -> "isActive() is true");
        Map<String, List<Message>> before = new LinkedHashMap<>();
        stored.forEach((topic, list) -> before.put(topic, List.copyOf(list)));
        store(prefix + "a", stored);
        store(prefix + "c", stored);
        store(prefix, stored);
        other.awaitExactly(stored);
        leaver.awaitExactly(before);
        ofTopic.awaitExactly(List.of());
        verify.equal(
                "who is listed in the namespace after the close",
                List.of(),
                backend.loadSubscribers(namespace).stream()
                        .filter(subscriber -> namespace.equals(subscriber.namespace()))
                        .toList());
    }

    @Rule(
            value = "SUB-21",
            requires = {SUBSCRIPTION, PREFIX_SUBSCRIPTION})
    void sub21_whatSeveralTopicsCannotHaveIsRefused() {
        MessagingBackend backend = tck.backend();
        String prefix = newPrefix();
        TopicFilter filter = TopicFilter.startingWith(prefix);
        Recorder recorder = tck.recorder("a handler that was refused");
        Message held = messages.next();
        tck.storeAll(prefix + "a", held);
        List<SubscriptionOptions> refused = new ArrayList<>(List.of(
                SubscriptionOptions.durable(tck.uniqueName()),
                SubscriptionOptions.shared(tck.uniqueName()),
                PLAIN.after(held.id())));
        refused.add(PLAIN.after(messages.nextId(Priority.NORMAL)));
        for (SubscriptionOptions options : refused) {
            verify.refuses(
                    "subscribe to a prefix with " + options,
                    IllegalArgumentException.class,
                    () -> backend.subscribe(filter, recorder, options));
        }
        verify.refuses(
                "subscribe without a filter",
                IllegalArgumentException.class,
                () -> backend.subscribe((TopicFilter) null, recorder, PLAIN));
        verify.refuses(
                "subscribe to a prefix without a handler",
                IllegalArgumentException.class,
                () -> backend.subscribe(filter, null, PLAIN));
        verify.refuses(
                "subscribe to a prefix without options",
                IllegalArgumentException.class,
                () -> backend.subscribe(filter, recorder, null));
        ByTopic next = new ByTopic("a subscriber after the refusals");
        backend.subscribe(filter, next.handler());
        Map<String, List<Message>> expected = new LinkedHashMap<>();
        store(prefix + "a", expected);
        next.awaitExactly(expected);
        recorder.awaitExactly(List.of());
        MessagingBackend closed = tck.open();
        closed.close();
        verify.refuses(
                "subscribe to a prefix of a closed backend",
                BackendClosedException.class,
                () -> closed.subscribe(filter, recorder, PLAIN));
    }
}
