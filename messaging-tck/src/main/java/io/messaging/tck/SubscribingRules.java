package io.messaging.tck;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Who gets what: SUB-01, SUB-02, SUB-05, SUB-10, SUB-11, SUB-13 to SUB-15. */
abstract class SubscribingRules extends VisibilityRules {
    private static final int FRESH_TOPICS = 150;
    private static final int SUBSCRIPTIONS_OF_ONE_INSTANCE = 20;
    private static final int WRITERS = 3;
    private static final int LATE_SUBSCRIPTIONS = 20;
    private static final int MESSAGES_BETWEEN_SUBSCRIPTIONS = 40;
    private static final int REPEATS = 40;

    /** Writers do not run away from a backend that delivers slowly. */
    private static final int MOST_AHEAD = 200;

    SubscribingRules() {}

    abstract Optional<Set<Capability>> expectedCapabilitiesOfAuthor();

    @Rule(value = "SUB-01", requires = SUBSCRIPTION)
    void sub01_aMessageStoredAfterSubscribeReturnedArrivesOnce() {
        List<MessagingBackend> instances = run().backends().instances();
        List<Recorder> recorders = new ArrayList<>();
        List<Message> stored = new ArrayList<>();
        int freshTopics = run().volumes().share(FRESH_TOPICS);
        for (int i = 0; i < freshTopics; i++) {
            MessagingBackend subscriber = instances.get(i % instances.size());
            MessagingBackend storer = instances.get(i / 2 % instances.size());
            String topic = topic();
            Recorder recorder = recorder("the subscriber of topic " + i);
            Message message = messages().next(messages().anyPriority());
            Subscription subscription = subscriber.subscribe(topic, recorder);
            storer.storeMessage(namespace(), topic, message); // at once: subscribe has returned, so it is in force
            verify().that(subscription.isActive(), "the subscription is active", () -> "isActive() is false");
            recorders.add(recorder);
            stored.add(message);
        }
        Recorder.awaitExactly(run(), recorders, stored.stream().map(List::of).toList());
    }

    @Rule(value = "SUB-01", requires = SUBSCRIPTION)
    void sub01_aMessageArrivesWithEverythingItHas() {
        String topic = topic();
        List<Recorder> recorders = new ArrayList<>();
        for (MessagingBackend instance : run().backends().instances()) {
            recorders.add(recorder("subscriber " + recorders.size()));
            instance.subscribe(topic, recorders.get(recorders.size() - 1));
        }
        if (has(DURABLE_SUBSCRIPTION)) {
            Recorder durable = recorder("a durable subscriber");
            recorders.add(durable);
            backend()
                    .subscribe(
                            topic,
                            durable,
                            SubscriptionOptions.durable(run().names().unique()));
        }
        List<Message> stored = new ArrayList<>(SampleMessages.generated(messages()));
        stored.addAll(SampleMessages.fromPython());
        for (long millis : new long[] {GemstoneId.EPOCH_MILLIS, GemstoneId.MAX_MILLIS}) { // from any clock
            stored.add(messages().of(GemstoneId.of(Priority.LOW, millis, 255, GemstoneId.MAX_SEQUENCE)));
        }
        List<Message> distinct = new ArrayList<>();
        for (Message message : stored) {
            if (!TestMessages.ids(distinct).contains(message.id())) {
                distinct.add(message);
                backend().storeMessage(namespace(), topic, message);
            }
        }
        for (Recorder recorder : recorders) {
            recorder.awaitCount(distinct.size());
            List<Message> first = recorder.messages().stream().distinct().toList();
            verify().wholeMessages("what " + recorder.name() + " receives", distinct, first);
        }
    }

    @Rule(value = "SUB-02", requires = SUBSCRIPTION)
    void sub02_everySubscriptionToATopicGetsEverything() {
        String topic = topic();
        List<Recorder> recorders = new ArrayList<>();
        Recorder twice = recorder("a handler that subscribed twice");
        for (MessagingBackend instance : run().backends().instances()) {
            for (int i = 0; i < SUBSCRIPTIONS_OF_ONE_INSTANCE; i++) {
                Recorder recorder = recorder("subscriber " + recorders.size());
                recorders.add(recorder);
                instance.subscribe(topic, recorder);
            }
        }
        backend().subscribe(topic, twice);
        backend().subscribe(topic, twice);
        Recorder leaver = recorder("a subscriber that leaves");
        Subscription leaving = backend().subscribe(topic, leaver);
        List<Message> early = messages().next(20);
        List<Message> all = new ArrayList<>(early);
        early.forEach(message -> backend().storeMessage(namespace(), topic, message));
        leaver.awaitExactly(early);
        leaving.close();
        for (Message message : messages().next(20)) {
            backend().storeMessage(namespace(), topic, message);
            all.add(message);
        }
        Recorder.awaitExactly(run(), recorders, Collections.nCopies(recorders.size(), all));
        twice.awaitCount(2 * all.size());
        verify().equal("how many messages a handler that subscribed twice was given", 2 * all.size(), twice.count());
        leaver.awaitExactly(early);
    }

    @Rule(value = "SUB-05", requires = SUBSCRIPTION)
    void sub05_subscribingWhileOthersStoreLosesNothingAfterTheFirst() {
        String topic = topic();
        MessagingBackend backend = backend();
        Recorder fromTheStart = recorder("the subscriber from the start");
        backend.subscribe(topic, fromTheStart);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger storing = new AtomicInteger();
        for (int writer = 0; writer < WRITERS; writer++) {
            run().workers().start("writer-" + writer, () -> {
                while (!stop.get()) {
                    backend.storeMessage(
                            namespace(), topic, messages().next(messages().anyPriority()));
                    int ahead = storing.incrementAndGet() - MOST_AHEAD;
                    run().awaiter().until(() -> stop.get() || fromTheStart.count() > ahead);
                }
            });
        }
        List<Recorder> late = new ArrayList<>();
        try {
            for (int i = 0; i < run().volumes().share(LATE_SUBSCRIPTIONS); i++) {
                fromTheStart.awaitCount(fromTheStart.count() + messages().random(MESSAGES_BETWEEN_SUBSCRIPTIONS) + 1);
                Recorder recorder = recorder("late subscriber " + i);
                late.add(recorder);
                backend.subscribe(topic, recorder);
            }
        } finally {
            stop.set(true);
        }
        run().workers().join();
        List<Message> stored = TestMessages.inIdOrder(backend.getMessagesForTopic(topic));
        fromTheStart.awaitCount(stored.size());
        verify().ids(
                        "what the subscriber from the start received, sorted",
                        TestMessages.ids(stored),
                        TestMessages.ids(TestMessages.inIdOrder(fromTheStart.messages())));
        Message last = messages().next();
        backend.storeMessage(namespace(), topic, last);
        fromTheStart.await(last);
        List<Message> inStoringOrder = fromTheStart.messages();
        late.forEach(recorder -> verifyIsEndOf(inStoringOrder, recorder, last));
    }

    /** All subscriptions get one storing order, so a later one gets the end of what an earlier one gets. */
    private void verifyIsEndOf(List<Message> inStoringOrder, Recorder recorder, Message last) {
        recorder.await(last);
        int size = inStoringOrder.size();
        recorder.awaitExactly(inStoringOrder.subList(Math.max(0, size - recorder.count()), size));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_unsubscribingWhatIsNotSubscribedIsHarmless() {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder other = recorder("a subscriber of another topic");
        String otherTopic = topic();
        Subscription otherSubscription = backend.subscribe(otherTopic, other);
        backend.unsubscribe(topic);
        backend.unsubscribe(topic, "no-such-client");
        backend.unsubscribe(otherTopic, "no-such-client");
        Subscription subscription = backend.subscribe(topic, recorder("a subscriber that leaves"));
        backend.unsubscribe(topic);
        backend.unsubscribe(topic);
        verify().that(!subscription.isActive(), "the subscription has ended", () -> "isActive() is true");
        subscription.close();
        subscription.close();
        Subscription closed = backend.subscribe(topic, recorder("a subscriber that closes"));
        closed.close();
        closed.close();
        backend.unsubscribe(topic);
        verify().that(otherSubscription.isActive(), "the other topic's subscription goes on", () -> "it has ended");
        Message message = messages().next();
        backend.storeMessage(namespace(), topic, messages().next());
        backend.storeMessage(namespace(), otherTopic, message);
        other.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_closingTwiceIsHarmlessToTheNeighbours() {
        String topic = topic();
        Recorder neighbour = recorder("a neighbour in the topic");
        backend().subscribe(topic, neighbour);
        Subscription closed = backend().subscribe(topic, recorder("a subscriber that closes"));
        for (int i = 0; i < 3; i++) {
            closed.close();
        }
        if (has(Capability.SHARED)) {
            secondBackend().unsubscribe(topic); // has no subscription; what this instance has is its own
        }
        Message message = messages().next();
        backend().storeMessage(namespace(), topic, message);
        neighbour.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-10", requires = SUBSCRIPTION)
    void sub10_closingAgainIsHarmlessToWhatTheHandlerBeganLater() {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder recorder = recorder("a handler that subscribed again");
        Subscription closed = backend.subscribe(topic, recorder);
        closed.close();
        Subscription unsubscribed = backend.subscribe(topic, recorder);
        backend.unsubscribe(topic);
        Subscription later = backend.subscribe(topic, recorder);
        closed.close();
        unsubscribed.close();
        verify().that(later.isActive(), "the later subscription goes on", () -> "it has ended");
        Message message = messages().next();
        backend.storeMessage(namespace(), topic, message);
        recorder.awaitExactly(List.of(message));
    }

    @Rule(value = "SUB-11", requires = SUBSCRIPTION)
    void sub11_subscribingAgainStartsFromNow() {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder recorder = recorder("a handler that subscribes again and again");
        List<Message> expected = new ArrayList<>();
        backend.storeMessage(namespace(), topic, messages().next());
        for (int i = 0; i < REPEATS; i++) {
            Subscription subscription = backend.subscribe(topic, recorder);
            Message wanted = messages().next();
            backend.storeMessage(namespace(), topic, wanted);
            expected.add(wanted);
            recorder.await(wanted);
            if (i % 2 == 0) {
                subscription.close();
            } else {
                backend.unsubscribe(topic);
            }
            backend.storeMessage(namespace(), topic, messages().next());
        }
        backend.subscribe(topic, recorder);
        recorder.awaitExactlyAndNoMore(backend, topic, expected);
    }

    @Rule(value = "SUB-11", requires = SUBSCRIPTION)
    void sub11_whatWaitedForAFormerSubscriptionIsNotGivenToTheNext() {
        String topic = topic();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder recorder = recorder("a handler that subscribes again while it is at work")
                .doing(message -> {
                    handling.countDown();
                    release.await(); // the test itself ends it
                });
        Subscription former = backend().subscribe(topic, recorder);
        List<Message> stored = messages().next(20);
        Message afterwards = messages().next();
        try {
            run().workers().start("storer", () -> backend().storeMessage(namespace(), topic, stored.get(0)));
            run().awaiter().until(() -> handling.getCount() == 0);
            for (Message message : stored.subList(1, stored.size())) {
                run().workers().start("storer", () -> backend().storeMessage(namespace(), topic, message));
            }
            settle(topic, stored.size());
            former.close();
            backend().subscribe(topic, recorder);
            run().workers().start("storer", () -> backend().storeMessage(namespace(), topic, afterwards));
        } finally {
            release.countDown();
        }
        run().workers().join();
        recorder.await(afterwards);
        recorder.awaitExactlyAndNoMore(backend(), topic, List.of(stored.get(0), afterwards));
    }

    @Rule(value = "SUB-13", requires = SUBSCRIPTION)
    void sub13_messagesToOtherTopicsNeverArrive() {
        MessagingBackend backend = backend();
        String base = run().names().unique();
        for (String topic : List.of(base + "a.b", base + ".*", base + ".>", base + "*", base + ":t")) {
            Recorder recorder = recorder("a subscriber of '" + topic + "'");
            backend.subscribe(topic, recorder);
            // Which it begins with, ends with or would match as a pattern; names that look alike are for RD-18.
            List<String> others = new ArrayList<>(List.of(
                    base,
                    base + ".x",
                    base + "x",
                    base + ".x.y",
                    base + "a.b.c",
                    base + "a.bc",
                    base + "a",
                    "x" + base + "a.b",
                    "t",
                    base + ":t:u",
                    base + ":",
                    topic()));
            others.remove(topic);
            for (String other : others) {
                backend.storeMessage(
                        namespace(), other, messages().builder().topic(topic).build());
            }
            recorder.awaitExactlyAndNoMore(backend, topic, List.of());
        }
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_loadSubscribersShowsWhoIsThere() {
        String namespace = run().names().namespace();
        String other = run().names().namespace();
        String plainTopic = topic();
        String prefixedTopic = namespace + ":" + topic();
        MessagingBackend watcher = backend();
        verifySubscribed(watcher, namespace, Set.of(), "before anybody subscribed");
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        Subscription plain = watcher.subscribe(plainTopic, recorder("with a namespace"), inNamespace);
        watcher.subscribe(prefixedTopic, recorder("of a topic with a namespace"));
        verifySubscribed(watcher, namespace, Set.of(plainTopic, prefixedTopic), "after two subscribed");
        verifySubscribed(watcher, other, Set.of(), "in another namespace");
        Subscription second = watcher.subscribe(plainTopic, recorder("a second one of the topic"), inNamespace);
        plain.close();
        verifySubscribed(
                watcher, namespace, Set.of(plainTopic, prefixedTopic), "after one of two of a topic was closed");
        second.close();
        verifySubscribed(watcher, namespace, Set.of(prefixedTopic), "after the other of the two was closed");
        watcher.unsubscribe(prefixedTopic);
        verifySubscribed(watcher, namespace, Set.of(), "after the other topic was unsubscribed");
        if (has(Capability.SHARED)) {
            verifyOthersAreShown(watcher, namespace);
        }
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_oddTopicsAreShownAsTheyAre() {
        String namespace = run().names().namespace();
        String base = run().names().unique();
        // Whether names are carried at all is for RD-19.
        Set<String> topics =
                Set.of(base + " \"quoted\" 'twice' `thrice`", "{\"" + base + "\": 1}", base + " # [1,2] {}");
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        topics.forEach(topic -> backend().subscribe(topic, recorder("a subscriber of '" + topic + "'"), inNamespace));
        Set<String> shown = backend().loadSubscribers(namespace).stream()
                .filter(subscriber -> namespace.equals(subscriber.namespace()))
                .map(Subscriber::topic)
                .collect(java.util.stream.Collectors.toSet());
        verify().that(
                        shown.equals(topics),
                        "loadSubscribers(" + namespace + ") shows topics with odd names as they are",
                        () -> "missing: "
                                + topics.stream()
                                        .filter(t -> !shown.contains(t))
                                        .toList() + "; extra: "
                                + shown.stream()
                                        .filter(t -> !topics.contains(t))
                                        .toList());
        topics.forEach(topic -> backend().unsubscribe(topic));
    }

    @Rule(
            value = "SUB-14",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void sub14_loadSubscribersShowsDurableClientsThatAreAway() {
        String namespace = run().names().namespace();
        String topic = topic();
        String client = run().names().unique();
        SubscriptionOptions options = SubscriptionOptions.durable(client).namespace(namespace);
        Subscription subscription = backend().subscribe(topic, recorder("a durable subscriber"), options);
        verifyShown("while it is here", namespace, List.of(new Subscriber(topic, client, namespace, true)));
        subscription.close();
        verifyShown("while it is away", namespace, List.of(new Subscriber(topic, client, namespace, false)));
        backend().durableClients().forget(client);
        verifyShown("after it was forgotten", namespace, List.of());
    }

    private void verifyShown(String when, String namespace, List<Subscriber> expected) {
        List<Subscriber> shown = backend().loadSubscribers(namespace).stream()
                .filter(subscriber -> subscriber.namespace() != null)
                .toList();
        verify().equal("what loadSubscribers shows of a durable client " + when, expected, shown);
    }

    private void verifyOthersAreShown(MessagingBackend watcher, String namespace) {
        String topic = topic();
        MessagingBackend leaver = run().backends().open();
        leaver.subscribe(
                topic,
                recorder("a subscriber of another instance"),
                SubscriptionOptions.plain().namespace(namespace));
        verifySubscribed(watcher, namespace, Set.of(topic), "after another instance subscribed");
        leaver.close();
        run().awaiter()
                .until(() -> watcher.loadSubscribers(namespace).stream()
                        .noneMatch(subscriber -> subscriber.topic().equals(topic)));
        verifySubscribed(watcher, namespace, Set.of(), "after the other instance was closed");
    }

    private void verifySubscribed(MessagingBackend watcher, String namespace, Set<String> topics, String when) {
        List<Subscriber> subscribers = watcher.loadSubscribers(namespace);
        verify().that(subscribers != null, "loadSubscribers gives a list", () -> "null");
        // A subscriber without any namespace belongs to every one; on a shared server others may have such.
        Set<String> shown = subscribers.stream()
                .filter(subscriber ->
                        subscriber.namespace() != null || subscriber.topic().contains(namespace))
                .map(Subscriber::topic)
                .collect(java.util.stream.Collectors.toSet());
        verify().that(
                        shown.equals(topics),
                        "loadSubscribers(" + namespace + ") " + when + " shows topics " + topics,
                        () -> subscribers.toString());
        verify().that(
                        subscribers.stream()
                                .filter(s -> shown.contains(s.topic()))
                                .allMatch(s -> s.connected() && s.clientId() == null),
                        "plain subscribers are shown as connected and without a client id",
                        () -> subscribers.toString());
    }

    @Rule("SUB-15")
    void sub15_capabilitiesSayWhatWorks() {
        MessagingBackend backend = backend();
        Set<Capability> declared = Set.copyOf(backend.capabilities());
        for (int i = 0; i < 10; i++) {
            verify().equal("capabilities(), asked again,", declared, backend.capabilities());
        }
        verify().equal(
                        "capabilities() of another instance",
                        declared,
                        run().backends().open().capabilities());
        expectedCapabilitiesOfAuthor()
                .ifPresent(expected -> verify().equal("capabilities()", Set.copyOf(expected), declared));
        verify().equal(
                        "supportsSubscription(), with capabilities " + declared,
                        declared.contains(SUBSCRIPTION),
                        backend.supportsSubscription());
        for (Capability needsSubscription : EnumSet.of(ASYNC_DELIVERY, DURABLE_SUBSCRIPTION)) {
            verify().that(
                            declared.contains(SUBSCRIPTION) || !declared.contains(needsSubscription),
                            needsSubscription + " is declared with SUBSCRIPTION only",
                            declared::toString);
        }
        // That it works where it is declared is for the other rules to show.
        if (!declared.contains(SUBSCRIPTION)) {
            verifyRefusesToSubscribe(SUBSCRIPTION, SubscriptionOptions.plain());
        }
        if (!declared.contains(DURABLE_SUBSCRIPTION)) {
            verifyRefusesToSubscribe(DURABLE_SUBSCRIPTION, SubscriptionOptions.durable("client"));
            verify().refuses(
                            "durableClients() without DURABLE_SUBSCRIPTION",
                            UnsupportedOperationException.class,
                            backend::durableClients);
        }
    }

    private void verifyRefusesToSubscribe(Capability missing, SubscriptionOptions options) {
        MessagingBackend backend = backend();
        String topic = topic();
        Recorder recorder = recorder("a handler that was refused");
        SubscriptionOptions inNamespace = options.namespace(namespace());
        verify().refuses(
                        "subscribe without " + missing,
                        UnsupportedOperationException.class,
                        () -> backend.subscribe(topic, recorder, inNamespace));
        verify().equal(
                        "who is subscribed to the topic after subscribe was refused",
                        List.of(),
                        backend.loadSubscribers(namespace()).stream()
                                .filter(subscriber -> subscriber.topic().equals(topic))
                                .toList());
        backend.unsubscribe(topic);
        backend.storeMessage(namespace(), topic, messages().next());
        run().awaiter().comesAfterAll(() -> recorder.count() > 0);
        recorder.awaitExactly(List.of());
    }
}
