package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.START_POSITION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Positions that outlive a subscription: DUR-01 to DUR-03, DUR-08. */
public class DurableRules {
    private static final int BACKLOG = 200;
    private static final int LONG_BACKLOG = 3_000;
    private static final int LIVE = 400;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public DurableRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-01", requires = DURABLE_SUBSCRIPTION)
    void dur01_aNewClientGetsTheBacklogAndGoesOnLive() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(BACKLOG + LIVE));
        tck.store(backend, topic, stored.subList(0, BACKLOG));
        List<Recorder> recorders = new ArrayList<>();
        // While it goes on being stored, so that backlog and live meet at any moment.
        tck.workers().start("storer", () -> {
            tck.store(backend, topic, stored.subList(BACKLOG, stored.size()));
        });
        for (MessagingBackend instance : tck.instances()) {
            for (int i = 0; i < 3; i++) {
                Recorder recorder = tck.recorder("new client " + recorders.size());
                recorders.add(recorder);
                instance.subscribe(topic, recorder, clients.durable(clients.id()));
            }
        }
        tck.workers().join();
        Recorder afterwards = tck.recorder("a client that is new when all is stored");
        recorders.add(afterwards);
        backend.subscribe(topic, afterwards, clients.durable(clients.id()));
        Recorder.awaitExactly(recorders, Collections.nCopies(recorders.size(), stored));
    }

    @Rule(value = "DUR-01", requires = DURABLE_SUBSCRIPTION)
    void dur01_aNewClientGetsALongBacklogToo() {
        String topic = tck.topic();
        List<Message> stored = messages.next(tck.volumes().atMost(LONG_BACKLOG));
        tck.storeMany(topic, stored);
        Recorder recorder = clients.subscribe(topic, clients.id(), "a new client");
        recorder.awaitExactly(stored);
    }

    @Rule(
            value = "DUR-01",
            requires = {DURABLE_SUBSCRIPTION, START_POSITION})
    void dur01_aNewClientMayStartAfterAnId() {
        String topic = tck.topic();
        Message early = messages.next(); // stored last
        List<Message> stored = storeUnordered(topic);
        GemstoneId start = stored.get(7).id();
        String client = clients.id();
        Recorder recorder = tck.recorder("the client that starts after " + start);
        Subscription subscription = subscribeAfter(start, topic, client, recorder);
        if (subscription != null) {
            Message later = messages.next();
            tck.store(topic, List.of(early, later));
            List<Message> all = new ArrayList<>(stored);
            all.addAll(List.of(early, later));
            recorder.awaitExactly(laterThan(start, all));
            verifyUnknownStartIsRefused(topic, all);
        } else {
            clients.subscribe(topic, client, "the client whose start was refused")
                    .awaitExactly(stored);
        }
    }

    private List<Message> storeUnordered(String topic) {
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(20));
        tck.storeAll(topic, stored);
        return stored;
    }

    /** Returns null where the backend does not remember starts, and says so. */
    private Subscription subscribeAfter(GemstoneId start, String topic, String client, Recorder recorder) {
        try {
            return tck.backend()
                    .subscribe(topic, recorder, clients.durable(client).after(start));
        } catch (UnsupportedOperationException notRemembered) {
            return null;
        }
    }

    private static List<Message> laterThan(GemstoneId start, List<Message> all) {
        return all.stream()
                .filter(message -> message.id().chronologicalKey() > start.chronologicalKey())
                .toList();
    }

    private void verifyUnknownStartIsRefused(String topic, List<Message> all) {
        String client = clients.id();
        Recorder refused = tck.recorder("a client that was refused");
        verify.refuses(
                "subscribe as a new client after an id that the topic does not hold",
                IllegalArgumentException.class,
                () -> tck.backend()
                        .subscribe(topic, refused, clients.durable(client).after(messages.nextId(Priority.NORMAL))));
        clients.subscribe(topic, client, "the client that was refused").awaitExactly(all);
        refused.awaitExactly(List.of());
    }

    @Rule(
            value = "DUR-02",
            requires = {DURABLE_SUBSCRIPTION, START_POSITION})
    void dur02_aKnownClientGoesOnWhateverItsStart() {
        String topic = tck.topic();
        Message early = messages.next(); // stored last
        List<Message> stored = storeUnordered(topic);
        GemstoneId start = stored.get(7).id();
        String client = clients.id();
        Recorder recorder = tck.recorder("the client that starts after " + start);
        Subscription subscription = subscribeAfter(start, topic, client, recorder);
        if (subscription == null) {
            return; // DUR-01 has verified the refusal
        }
        recorder.awaitExactly(laterThan(start, stored));
        subscription.close();
        Message last = messages.next();
        tck.store(topic, List.of(early, last));
        Recorder again = tck.recorder("the known client, with an id that the topic does not hold");
        tck.anotherInstance().subscribe(topic, again, clients.durable(client).after(messages.nextId(Priority.NORMAL)));
        again.awaitExactlyAndNoMore(tck.backend(), topic, List.of(last));
    }

    @Rule(value = "DUR-02", requires = DURABLE_SUBSCRIPTION)
    void dur02_aClientResumesAfterTheLastHandledMessage() {
        Map<String, Leaving> ways = new LinkedHashMap<>();
        ways.put("Subscription.close()", (instance, subscription) -> subscription.close());
        ways.put("unsubscribe(topic)", (instance, subscription) -> instance.unsubscribe(subscription.topic()));
        ways.put(
                "unsubscribe(topic, client)",
                (instance, subscription) -> instance.unsubscribe(
                        subscription.topic(), subscription.options().clientId().orElseThrow()));
        ways.put("close() of the backend", (instance, subscription) -> instance.close());
        tck.backend(); // stays open, so that nothing ends with the last instance
        ways.forEach(this::verifyResumes);
    }

    private interface Leaving {
        void leave(MessagingBackend instance, Subscription subscription);
    }

    private void verifyResumes(String how, Leaving leaving) {
        String topic = tck.topic();
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(30));
        MessagingBackend[] instance = {tck.anotherInstance()};
        for (int stay = 0; stay < 3; stay++) {
            List<Message> whileThere = stored.subList(10 * stay, 10 * stay + 5);
            List<Message> whileAway = stored.subList(10 * stay + 5, 10 * stay + 10);
            List<Message> expected = stored.subList(Math.max(0, 10 * stay - 5), 10 * stay + 5);
            Recorder recorder = tck.recorder("stay " + stay + " of a client that leaves by " + how);
            if (stay == 2) {
                instance[0] = tck.anotherInstance();
            }
            Subscription subscription = instance[0].subscribe(topic, recorder, clients.durable(client));
            whileThere.forEach(message -> instance[0].storeMessage(tck.namespace(), topic, message));
            recorder.awaitExactly(expected);
            leaving.leave(instance[0], subscription);
            verify.that(!subscription.isActive(), "the subscription is over after " + how, () -> "it is active");
            if (how.startsWith("close()")) {
                instance[0] = tck.anotherInstance();
            }
            whileAway.forEach(message -> instance[0].storeMessage(tck.namespace(), topic, message));
            recorder.awaitExactly(expected);
        }
    }

    @Rule(value = "DUR-02", requires = DURABLE_SUBSCRIPTION)
    void dur02_whoHasHandledNothingIsStillAtTheBeginning() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String client = clients.id();
        backend.subscribe(topic, tck.recorder("a client that leaves an empty topic"), clients.durable(client))
                .close();
        List<Message> stored = messages.next(5);
        tck.store(backend, topic, stored);
        Recorder again = clients.subscribe(topic, client, "the client that had left before anything was stored");
        again.awaitExactly(stored);
    }

    /** A position is not a number of messages that are there. */
    @Rule(value = "DUR-02", requires = DURABLE_SUBSCRIPTION)
    void dur02_aPositionHoldsWhenWhatWasHandledExpires() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String client = clients.id();
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            stored.add(messages.builder().ttlSeconds(i < 3 ? 1 : 0).build());
        }
        tck.store(backend, topic, stored.subList(0, 4));
        Recorder before = tck.recorder("the client before it leaves");
        Subscription subscription = backend.subscribe(topic, before, clients.durable(client));
        before.await(stored.get(3)); // on a slow machine some have expired before
        subscription.close(Duration.ofMinutes(1)); // what its handler is at when it ends may come again
        tck.letTimePass(Duration.ofMillis(1_500));
        backend.getMessagesForTopic(topic); // what has expired is surely gone now
        tck.store(backend, topic, stored.subList(4, 6));
        Recorder after = clients.subscribe(topic, client, "the client after what it had handled has expired");
        after.awaitExactly(stored.subList(4, 6));
    }

    @Rule(value = "DUR-02", requires = DURABLE_SUBSCRIPTION)
    void dur02_whatWaitedWhenAClientLeftComesWhenItIsBack() {
        String topic = tck.topic();
        String client = clients.id();
        MessagingBackend backend = tck.backend();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(15));
        CountDownLatch allStored = new CountDownLatch(1);
        Subscription[] own = new Subscription[1];
        Recorder leaver = tck.recorder("a client that leaves with messages waiting")
                .doing(message -> {
                    if (message.id().equals(stored.get(4).id())) {
                        tck.await(allStored, "messages are stored while a handler runs");
                        own[0].close();
                    }
                });
        own[0] = backend.subscribe(topic, leaver, clients.durable(client));
        tck.storeInTurn(topic, stored);
        allStored.countDown();
        tck.workers().join();
        leaver.awaitExactly(stored.subList(0, 5));
        Recorder again = clients.subscribe(topic, client, "the client after it came back");
        // The message whose handler left may come again, as it returned when the client had left.
        again.await(stored.get(stored.size() - 1));
        int first = again.has(stored.get(4).id()) ? 4 : 5;
        again.awaitExactly(stored.subList(first, stored.size()));
    }

    @Rule(value = "DUR-03", requires = DURABLE_SUBSCRIPTION)
    void dur03_whatWasStoredMeanwhileArrivesWhateverItsPriorityAndTime() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String client = clients.id();
        Message early = messages.next();
        Message handled = messages.next();
        Message later = messages.next(Priority.URGENT);
        Message lowest = messages.next(Priority.LOWEST);
        Recorder before = tck.recorder("the client before it leaves");
        Subscription subscription = backend.subscribe(topic, before, clients.durable(client));
        tck.store(backend, topic, handled);
        before.awaitExactly(List.of(handled));
        subscription.close();
        Message urgentTwin = messages.of(GemstoneId.of(
                Priority.URGENT, handled.id().epochMillis(), handled.id().machine(), 0));
        List<Message> meanwhile = List.of(later, early, lowest, urgentTwin);
        tck.store(backend, topic, meanwhile);
        Recorder after = clients.subscribe(topic, client, "the client after it came back");
        after.awaitExactlyAndNoMore(backend, topic, meanwhile);
    }

    @Rule(value = "DUR-08", requires = DURABLE_SUBSCRIPTION)
    void dur08_unsubscribingAClientEndsItInThatTopicOnly() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String otherTopic = tck.topic();
        String client = clients.id();
        Recorder goesOn = tck.recorder("the client in another topic");
        Subscription ending =
                backend.subscribe(topic, tck.recorder("the client in one topic"), clients.durable(client));
        Subscription other = backend.subscribe(otherTopic, goesOn, clients.durable(client));
        backend.unsubscribe(topic, client);
        verify.that(
                !ending.isActive() && other.isActive(),
                "unsubscribe(topic, client) ends the client in that topic only",
                () -> "active in that topic: " + ending.isActive() + ", in another: " + other.isActive());
        Message message = messages.next();
        tck.store(backend, otherTopic, message);
        goesOn.awaitExactly(List.of(message));
    }

    @Rule(value = "DUR-08", requires = DURABLE_SUBSCRIPTION)
    void dur08_plainAndDurableSubscriptionsLiveSideBySide() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String client = clients.id();
        String otherClient = clients.id();
        List<Message> stored = messages.next(20);
        tck.store(backend, topic, stored.subList(0, 5));
        Recorder plain = tck.recorder("the plain subscriber");
        Recorder durable = tck.recorder("the durable subscriber");
        Recorder other = tck.recorder("another durable subscriber");
        Subscription plainSubscription = backend.subscribe(topic, plain);
        Subscription durableSubscription = backend.subscribe(topic, durable, clients.durable(client));
        Subscription otherSubscription = backend.subscribe(topic, other, clients.durable(otherClient));
        tck.store(backend, topic, stored.subList(5, 10));
        Recorder.awaitExactly(
                List.of(plain, durable, other),
                List.of(stored.subList(5, 10), stored.subList(0, 10), stored.subList(0, 10)));
        backend.unsubscribe(topic, client);
        verify.that(
                plainSubscription.isActive() && !durableSubscription.isActive(),
                "unsubscribe(topic, client) ends that client's subscription only",
                () -> "plain active: " + plainSubscription.isActive() + ", durable active: "
                        + durableSubscription.isActive());
        tck.store(backend, topic, stored.subList(10, 15));
        Recorder.awaitExactly(
                List.of(plain, durable, other),
                List.of(stored.subList(5, 15), stored.subList(0, 10), stored.subList(0, 15)));
        backend.unsubscribe(topic);
        verify.that(
                !plainSubscription.isActive() && !otherSubscription.isActive(),
                "unsubscribe(topic) ends all subscriptions to it",
                () -> "plain active: " + plainSubscription.isActive() + ", durable active: "
                        + otherSubscription.isActive());
        tck.store(backend, topic, stored.subList(15, 20));
        Recorder durableAgain = clients.subscribe(topic, client, "the durable subscriber, again");
        durableAgain.awaitExactly(stored.subList(10, 20));
        plain.awaitExactly(stored.subList(5, 15));
        other.awaitExactly(stored.subList(0, 15));
    }
}
