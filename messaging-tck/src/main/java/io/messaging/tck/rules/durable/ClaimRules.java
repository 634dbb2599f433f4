package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Whose position it is, and who may hold it: DUR-04. */
public class ClaimRules {
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public ClaimRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_positionsArePerClientAndTopic() {
        MessagingBackend backend = tck.backend();
        List<String> topics = List.of(tck.topic(), tck.topic());
        List<String> ids = List.of(clients.id(), clients.id());
        List<Message> stored = messages.next(10);
        List<Message> storedElsewhere = messages.next(5);
        tck.store(backend, topics.get(0), stored.subList(0, 5));
        tck.store(backend, topics.get(1), storedElsewhere);
        Recorder first = tck.recorder("the first client in the first topic");
        Subscription subscription = backend.subscribe(topics.get(0), first, clients.durable(ids.get(0)));
        first.awaitExactly(stored.subList(0, 5));
        subscription.close();
        tck.store(backend, topics.get(0), stored.subList(5, 10));
        Recorder again = tck.recorder("the first client, again in the first topic");
        Recorder elsewhere = tck.recorder("the first client in the second topic");
        Recorder other = tck.recorder("the second client in the first topic");
        backend.subscribe(topics.get(0), again, clients.durable(ids.get(0)));
        backend.subscribe(topics.get(1), elsewhere, clients.durable(ids.get(0)));
        backend.subscribe(topics.get(0), other, clients.durable(ids.get(1)));
        Recorder.awaitExactly(
                List.of(again, elsewhere, other), List.of(stored.subList(5, 10), storedElsewhere, stored));
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_clientsAndTopicsThatLookAlikeHaveTheirOwnPositions() {
        for (String joint : List.of(":", ".", "/", "|", " ")) {
            String topic = tck.topic();
            String client = clients.id();
            // Joined carelessly, these make one text of two pairs.
            verifyApart(topic + joint + "x", client, topic, "x" + joint + client);
            verifyApart(topic, client + joint + "x", "x" + joint + topic, client);
        }
        for (String end : List.of(" ", ".", "C", "\u00e9", "*", "\"", "🚀")) {
            String topic = tck.topic();
            String client = clients.id() + "-a" + end;
            String other = client.substring(0, client.length() - end.length()) + (end.equals("C") ? "c" : "");
            verifyApart(topic, client, topic, other);
        }
    }

    /** What one has handled, the other still gets. */
    private void verifyApart(String topic, String client, String otherTopic, String otherClient) {
        MessagingBackend backend = tck.backend();
        Message handled = messages.next();
        Message waiting = messages.next();
        tck.store(backend, topic, handled);
        Recorder first = tck.recorder("client '" + client + "' of topic '" + topic + "'");
        Subscription subscription = backend.subscribe(topic, first, clients.durable(client));
        first.await(handled);
        subscription.close();
        tck.store(backend, otherTopic, waiting);
        Recorder second = clients.subscribe(
                otherTopic, otherClient, "client '" + otherClient + "' of topic '" + otherTopic + "'");
        second.await(waiting);
        List<Message> expected = topic.equals(otherTopic) ? List.of(handled, waiting) : List.of(waiting);
        verify.ids("what " + second.name() + " receives", TestMessages.ids(expected), second.ids());
    }

    /** Wherever the messages and the client's namespaces are. */
    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_aPositionIsTheClientsInAllNamespaces() {
        MessagingBackend backend = tck.backend();
        List<String> topics = List.of(tck.topic(), tck.topic());
        String client = clients.id();
        List<String> namespaces = List.of(tck.newNamespace(), tck.newNamespace());
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(8));
        List<Recorder> recorders = new ArrayList<>();
        List<List<Message>> expected = new ArrayList<>();
        for (int stay = 0; stay < 2; stay++) {
            SubscriptionOptions options = SubscriptionOptions.durable(client).namespace(namespaces.get(stay));
            List<Message> now = stored.subList(4 * stay, 4 * stay + 4);
            for (int i = 0; i < now.size(); i++) {
                for (String topic : topics) { // the same messages in both
                    backend.storeMessage(namespaces.get(i % 2), topic, now.get(i));
                    backend.storeMessage(namespaces.get(i % 2), topic, now.get(i)); // changes nothing
                }
            }
            List<Subscription> subscriptions = new ArrayList<>();
            for (String topic : topics) {
                Recorder recorder = tck.recorder("the client in namespace " + stay);
                recorders.add(recorder);
                expected.add(now);
                subscriptions.add(backend.subscribe(topic, recorder, options));
            }
            recorders.subList(2 * stay, 2 * stay + 2).forEach(recorder -> recorder.awaitCount(now.size()));
            subscriptions.forEach(Subscription::close);
        }
        Recorder.awaitExactly(recorders, expected);
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_aNewerClaimTakesOverAndThePositionNeverGoesBack() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(10));
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder older = tck.recorder("the older claim").doing(message -> {
            handling.countDown();
            tck.await(release, "a newer claim takes over while a handler runs");
        });
        Subscription olderClaim = backend.subscribe(topic, older, clients.durable(client));
        tck.storeInTurn(topic, stored);
        tck.await(handling, "the first message arrives");
        Recorder newer = tck.recorder("the newer claim");
        Subscription newerClaim = tck.anotherInstance().subscribe(topic, newer, clients.durable(client));
        tck.verifyEnd(olderClaim, SubscriptionEnd.Reason.TAKEN_OVER);
        // Who subscribes after the newer claim and has its message: the newer claim has had its turn as well.
        if (tck.has(Capability.ASYNC_DELIVERY)) {
            Recorder sentinel = tck.recorder("another client of another topic");
            String otherTopic = tck.topic();
            tck.anotherInstance().subscribe(otherTopic, sentinel, clients.durable(clients.id()));
            sentinel.awaitExactlyAndNoMore(backend, otherTopic, List.of());
        }
        tck.awaiter().comesAfterAll(() -> newer.count() > 0);
        int meanwhile = newer.count();
        release.countDown();
        tck.workers().join();
        verify.equal("how many messages a newer claim gets while the older one's handler runs", 0, meanwhile);
        newer.await(stored.get(9));
        verify.ids("what the older claim receives", TestMessages.ids(stored.subList(0, 1)), older.ids());
        verify.messages("what the newer claim receives", stored.subList(1, 10), newer.messages());
        olderClaim.close(); // has long ended: the newer claim is not its own
        Message last = messages.next();
        tck.store(backend, topic, last);
        newer.await(last);
        newerClaim.close();
        Recorder again = clients.subscribe(topic, client, "the client after both");
        again.awaitExactlyAndNoMore(backend, topic, List.of());
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_idleClaimsAreTakenOverToo() {
        List<MessagingBackend> instances = new ArrayList<>(tck.instances());
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String otherTopic = tck.topic();
        String client = clients.id();
        Recorder other = tck.recorder("another client of the topic");
        Recorder elsewhere = tck.recorder("the client in another topic");
        Subscription otherClaim = backend.subscribe(topic, other, clients.durable(clients.id()));
        Subscription elsewhereClaim = backend.subscribe(otherTopic, elsewhere, clients.durable(client));
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(6));
        List<Recorder> recorders = new ArrayList<>();
        List<Subscription> claims = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            Recorder recorder = tck.recorder("claim " + i);
            recorders.add(recorder);
            claims.add(instances.get(i % instances.size()).subscribe(topic, recorder, clients.durable(client)));
            if (i > 0) {
                tck.verifyEnd(claims.get(i - 1), SubscriptionEnd.Reason.TAKEN_OVER);
            }
            tck.store(backend, topic, stored.get(i));
            recorder.await(stored.get(i));
        }
        verify.that(
                otherClaim.isActive() && elsewhereClaim.isActive(),
                "who takes over leaves other clients and the client's other topics alone",
                () -> "another client active: " + otherClaim.isActive() + ", another topic active: "
                        + elsewhereClaim.isActive());
        Message last = messages.next();
        tck.store(backend, otherTopic, last);
        List<Recorder> all = new ArrayList<>(recorders);
        all.add(other);
        all.add(elsewhere);
        List<List<Message>> expected =
                new ArrayList<>(stored.stream().map(List::of).toList());
        Collections.addAll(expected, stored, List.of(last));
        Recorder.awaitExactly(all, expected);
    }

    /** Nothing says whether it becomes a dead letter or comes again; but one of both. */
    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_whatFailsAfterATakeOverIsNotLost() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.next(3);
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder older = tck.recorder("the older claim").throwing(message -> {
            handling.countDown();
            tck.await(release, "a newer claim takes over while a handler runs");
            throw new IllegalStateException("intended: fails when it was taken over");
        });
        Subscription olderClaim = backend.subscribe(topic, older, clients.durable(client));
        tck.storeInTurn(topic, stored);
        tck.await(handling, "the first message arrives");
        Recorder newer = tck.recorder("the newer claim");
        tck.anotherInstance().subscribe(topic, newer, clients.durable(client));
        tck.verifyEnd(olderClaim, SubscriptionEnd.Reason.TAKEN_OVER);
        release.countDown();
        tck.workers().join();
        newer.await(stored.get(2));
        Message first = stored.get(0);
        boolean again = newer.has(first.id());
        verify.messages("what the newer claim receives", stored.subList(again ? 0 : 1, 3), newer.messages());
        if (!again) {
            clients.awaitLetter(DeadLetter.topicFor(topic), client, first);
        }
    }

    @Rule(
            value = "DUR-04",
            requires = {DURABLE_SUBSCRIPTION, Capability.SHARED})
    void dur04_aClosedInstanceTakesNoNewerClaimWithIt() {
        String topic = tck.topic();
        String client = clients.id();
        MessagingBackend backend = tck.backend();
        MessagingBackend leaving = tck.open();
        Recorder older = tck.recorder("the older claim");
        leaving.subscribe(topic, older, clients.durable(client));
        Message first = messages.next();
        tck.store(backend, topic, first);
        older.await(first);
        Recorder newer = tck.recorder("the newer claim");
        Subscription newerClaim = backend.subscribe(topic, newer, clients.durable(client));
        leaving.unsubscribe(topic);
        leaving.close();
        verify.that(
                newerClaim.isActive(),
                "a claim goes on when the instance that it was taken over from is closed",
                () -> "it has ended");
        newer.awaitExactlyAndNoMore(backend, topic, List.of());
    }
}
