package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.PREFIX_SUBSCRIPTION;
import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;
import static io.messaging.backend.Capability.START_POSITION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Priority;
import io.messaging.message.TopicFilter;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which topics a subscription has, who is subscribed, and what is refused: SUB-13 to SUB-15. */
public class SubscriberRules {
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public SubscriberRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SUB-13", requires = SUBSCRIPTION)
    void sub13_messagesToOtherTopicsNeverArrive() {
        MessagingBackend backend = tck.backend();
        String base = tck.uniqueName();
        for (String topic : List.of(base + "a.b", base + ".*", base + ".>", base + "*", base + ":t")) {
            Recorder recorder = tck.subscriber(topic, "a subscriber of '" + topic + "'");
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
                    tck.topic()));
            others.remove(topic);
            for (String other : others) {
                tck.store(backend, other, messages.builder().topic(topic).build());
            }
            recorder.awaitExactlyAndNoMore(backend, topic, List.of());
        }
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_loadSubscribersShowsWhoIsThere() {
        String namespace = tck.newNamespace();
        String other = tck.newNamespace();
        String plainTopic = tck.topic();
        String prefixedTopic = namespace + ":" + tck.topic();
        MessagingBackend watcher = tck.backend();
        verifySubscribed(watcher, namespace, Set.of(), "before anybody subscribed");
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        Subscription plain = watcher.subscribe(plainTopic, tck.recorder("with a namespace"), inNamespace);
        watcher.subscribe(prefixedTopic, tck.recorder("of a topic with a namespace"));
        verifySubscribed(watcher, namespace, Set.of(plainTopic, prefixedTopic), "after two subscribed");
        verifySubscribed(watcher, other, Set.of(), "in another namespace");
        Subscription second = watcher.subscribe(plainTopic, tck.recorder("a second one of the topic"), inNamespace);
        plain.close();
        verifySubscribed(
                watcher, namespace, Set.of(plainTopic, prefixedTopic), "after one of two of a topic was closed");
        second.close();
        verifySubscribed(watcher, namespace, Set.of(prefixedTopic), "after the other of the two was closed");
        watcher.unsubscribe(prefixedTopic);
        verifySubscribed(watcher, namespace, Set.of(), "after the other topic was unsubscribed");
        if (tck.has(Capability.SHARED)) {
            verifyOthersAreShown(watcher, namespace);
        }
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_oddTopicsAreShownAsTheyAre() {
        String namespace = tck.newNamespace();
        String base = tck.uniqueName();
        // Whether names are carried at all is for RD-19.
        Set<String> topics =
                Set.of(base + " \"quoted\" 'twice' `thrice`", "{\"" + base + "\": 1}", base + " # [1,2] {}");
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        topics.forEach(
                topic -> tck.backend().subscribe(topic, tck.recorder("a subscriber of '" + topic + "'"), inNamespace));
        Set<String> shown = tck.backend().loadSubscribers(namespace).stream()
                .filter(subscriber -> namespace.equals(subscriber.namespace()))
                .map(Subscriber::topic)
                .collect(java.util.stream.Collectors.toSet());
        verify.that(
                shown.equals(topics),
                "loadSubscribers(" + namespace + ") shows topics with odd names as they are",
                () -> "missing: "
                        + topics.stream().filter(t -> !shown.contains(t)).toList() + "; extra: "
                        + shown.stream().filter(t -> !topics.contains(t)).toList());
        topics.forEach(topic -> tck.backend().unsubscribe(topic));
    }

    @Rule(
            value = "SUB-14",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void sub14_loadSubscribersShowsDurableClientsThatAreAway() {
        String namespace = tck.newNamespace();
        String topic = tck.topic();
        String client = tck.uniqueName();
        SubscriptionOptions options = SubscriptionOptions.durable(client).namespace(namespace);
        Subscription subscription = tck.backend().subscribe(topic, tck.recorder("a durable subscriber"), options);
        verifyShown("while it is here", namespace, List.of(new Subscriber(topic, client, namespace, true)));
        subscription.close();
        verifyShown("while it is away", namespace, List.of(new Subscriber(topic, client, namespace, false)));
        tck.backend().durableClients().forget(client);
        verifyShown("after it was forgotten", namespace, List.of());
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_anOriginIsThatOfTheProcessThatSubscribed() {
        String namespace = tck.newNamespace();
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        tck.backend().subscribe(tck.topic(), tck.recorder("a subscriber of this process"), inNamespace);
        Optional<Origin> first = origin(namespace);
        Instant began = Instant.now();
        tck.awaiter().until(() -> Instant.now().isAfter(began.plusMillis(1)));
        tck.backend().subscribe(tck.topic(), tck.recorder("another one"), SubscriptionOptions.plain());
        verify.equal("the origin of a subscriber, asked for again,", first, origin(namespace));
        first.ifPresent(origin -> verify.equal(
                "the process of a subscriber of this process",
                ProcessHandle.current().pid(),
                origin.processId()));
    }

    /** Returns the origin of the only subscriber that named a namespace, empty where it has none. */
    private Optional<Origin> origin(String namespace) {
        List<Subscriber> shown = tck.backend().loadSubscribers(namespace).stream()
                .filter(subscriber -> namespace.equals(subscriber.namespace()))
                .toList();
        verify.that(shown.size() == 1, "loadSubscribers(" + namespace + ") shows one", shown::toString);
        return Optional.ofNullable(shown.get(0).origin());
    }

    @Rule(value = "SUB-14", requires = SUBSCRIPTION)
    void sub14_theAdministrationShowsEverybodyOnce() {
        MessagingBackend backend = tck.backend();
        String base = tck.uniqueName();
        if (!listsEverybody(backend)) {
            throw TckSkip.because("the backend has no administration that lists the subscribers of all namespaces");
        }
        String namespace = tck.newNamespace();
        SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace);
        List<Subscriber> expected = new ArrayList<>();
        expected.add(subscribed(backend, base + "a", SubscriptionOptions.plain()));
        expected.add(subscribed(backend, base + "b", inNamespace));
        expected.add(subscribed(backend, base + "b", inNamespace));
        expected.add(subscribed(backend, base + ":c", SubscriptionOptions.plain()));
        if (tck.has(Capability.SHARED)) {
            expected.add(subscribed(
                    tck.open(), base + "d", SubscriptionOptions.plain().namespace(tck.newNamespace())));
        }
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            SubscriptionOptions durable = SubscriptionOptions.durable(base);
            expected.add(subscribed(backend, base + "e", durable.namespace(tck.newNamespace())));
            String away = base + "away";
            backend.subscribe(
                            base + "f",
                            tck.recorder("a durable subscriber that leaves"),
                            SubscriptionOptions.durable(away))
                    .close();
            expected.add(new Subscriber(base + "f", away, null, false));
        }
        if (tck.has(SHARED_SUBSCRIPTION)) {
            expected.add(subscribed(
                    backend, base + "g", SubscriptionOptions.shared(base).namespace(tck.newNamespace())));
        }
        if (tck.has(PREFIX_SUBSCRIPTION)) {
            backend.subscribe(TopicFilter.startingWith(base + "h"), tck.recorder("a subscriber to a prefix"));
            expected.add(new Subscriber(base + "h", null, null, true, null, true));
        }
        backend.subscribe(base + "z", tck.recorder("a subscriber that leaves")).close();
        verify.equal(
                "whom administration().subscribers() shows, of whatever namespace, before a message was stored",
                byTopic(expected.stream()),
                byTopic(backend.administration().subscribers().stream()
                        .filter(subscriber -> subscriber.topic().startsWith(base))));
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            backend.durableClients().forget(base);
            backend.durableClients().forget(base + "away");
        }
    }

    private static List<Subscriber> byTopic(Stream<Subscriber> subscribers) {
        return subscribers.sorted(Comparator.comparing(Subscriber::topic)).toList();
    }

    private static boolean listsEverybody(MessagingBackend backend) {
        try {
            backend.administration().subscribers();
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private Subscriber subscribed(MessagingBackend backend, String topic, SubscriptionOptions options) {
        backend.subscribe(topic, tck.recorder("a subscriber of '" + topic + "'"), options);
        return new Subscriber(
                topic,
                options.clientId().orElse(null),
                options.namespace().orElse(null),
                true,
                options.group().orElse(null));
    }

    private void verifyShown(String when, String namespace, List<Subscriber> expected) {
        List<Subscriber> shown = tck.backend().loadSubscribers(namespace).stream()
                .filter(subscriber -> subscriber.namespace() != null)
                .toList();
        verify.equal("what loadSubscribers shows of a durable client " + when, expected, shown);
    }

    private void verifyOthersAreShown(MessagingBackend watcher, String namespace) {
        String topic = tck.topic();
        MessagingBackend leaver = tck.open();
        leaver.subscribe(
                topic,
                tck.recorder("a subscriber of another instance"),
                SubscriptionOptions.plain().namespace(namespace));
        verifySubscribed(watcher, namespace, Set.of(topic), "after another instance subscribed");
        leaver.close();
        tck.awaiter()
                .until(() -> watcher.loadSubscribers(namespace).stream()
                        .noneMatch(subscriber -> subscriber.topic().equals(topic)));
        verifySubscribed(watcher, namespace, Set.of(), "after the other instance was closed");
    }

    private void verifySubscribed(MessagingBackend watcher, String namespace, Set<String> topics, String when) {
        List<Subscriber> subscribers = watcher.loadSubscribers(namespace);
        verify.that(subscribers != null, "loadSubscribers gives a list", () -> "null");
        // A subscriber without any namespace belongs to every one; on a shared server others may have such.
        Set<String> shown = subscribers.stream()
                .filter(subscriber ->
                        subscriber.namespace() != null || subscriber.topic().contains(namespace))
                .map(Subscriber::topic)
                .collect(java.util.stream.Collectors.toSet());
        verify.that(
                shown.equals(topics),
                "loadSubscribers(" + namespace + ") " + when + " shows topics " + topics,
                () -> subscribers.toString());
        verify.that(
                subscribers.stream()
                        .filter(s -> shown.contains(s.topic()))
                        .allMatch(s -> s.connected() && s.clientId() == null),
                "plain subscribers are shown as connected and without a client id",
                () -> subscribers.toString());
    }

    @Rule("SUB-15")
    void sub15_capabilitiesSayWhatWorks() {
        MessagingBackend backend = tck.backend();
        Set<Capability> declared = Set.copyOf(backend.capabilities());
        for (int i = 0; i < 10; i++) {
            verify.equal("capabilities(), asked again,", declared, backend.capabilities());
        }
        verify.equal("capabilities() of another instance", declared, tck.open().capabilities());
        tck.expectedCapabilities()
                .ifPresent(expected -> verify.equal("capabilities()", Set.copyOf(expected), declared));
        verify.equal(
                "supportsSubscription(), with capabilities " + declared,
                declared.contains(SUBSCRIPTION),
                backend.supportsSubscription());
        for (Capability needsSubscription : EnumSet.of(
                ASYNC_DELIVERY, DURABLE_SUBSCRIPTION, SHARED_SUBSCRIPTION, START_POSITION, PREFIX_SUBSCRIPTION)) {
            verify.that(
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
            verify.refuses(
                    "durableClients() without DURABLE_SUBSCRIPTION",
                    UnsupportedOperationException.class,
                    backend::durableClients);
        }
        if (!declared.contains(SHARED_SUBSCRIPTION)) {
            verifyRefusesToSubscribe(SHARED_SUBSCRIPTION, SubscriptionOptions.shared("group"));
            verify.refuses(
                    "sharedGroups() without SHARED_SUBSCRIPTION",
                    UnsupportedOperationException.class,
                    backend::sharedGroups);
        }
        if (!declared.contains(START_POSITION)) {
            SubscriptionOptions plain = SubscriptionOptions.plain();
            verifyRefusesToSubscribe(START_POSITION, plain.fromBeginning());
            verifyRefusesToSubscribe(START_POSITION, plain.after(messages.nextId(Priority.NORMAL)));
        }
        if (!declared.contains(PREFIX_SUBSCRIPTION)) {
            verifyRefusesPrefixes();
        }
    }

    private void verifyRefusesPrefixes() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.recorder("a handler that was refused several topics");
        verify.refuses(
                "subscribe to a prefix without PREFIX_SUBSCRIPTION",
                UnsupportedOperationException.class,
                () -> backend.subscribe(TopicFilter.startingWith(topic), recorder));
        tck.store(backend, topic, messages.next());
        tck.awaiter().comesAfterAll(() -> recorder.count() > 0);
        recorder.awaitExactly(List.of());
    }

    private void verifyRefusesToSubscribe(Capability missing, SubscriptionOptions options) {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Recorder recorder = tck.recorder("a handler that was refused");
        SubscriptionOptions inNamespace = options.namespace(tck.namespace());
        verify.refuses(
                "subscribe without " + missing,
                UnsupportedOperationException.class,
                () -> backend.subscribe(topic, recorder, inNamespace));
        verify.equal(
                "who is subscribed to the topic after subscribe was refused",
                List.of(),
                backend.loadSubscribers(tck.namespace()).stream()
                        .filter(subscriber -> subscriber.topic().equals(topic))
                        .toList());
        backend.unsubscribe(topic);
        tck.store(backend, topic, messages.next());
        tck.awaiter().comesAfterAll(() -> recorder.count() > 0);
        recorder.awaitExactly(List.of());
    }
}
