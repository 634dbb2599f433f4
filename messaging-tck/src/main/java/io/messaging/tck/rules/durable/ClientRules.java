package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an administrator sees of durable clients and does to them: DUR-10 and DUR-11. */
public class ClientRules {
    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public ClientRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    /** Another instance, where that sees the same clients. */
    private MessagingBackend administrator() {
        return tck.has(Capability.SHARED) ? tck.secondBackend() : tck.backend();
    }

    /** Fails on the first of its messages, once. */
    private Recorder failingOnce(String name) {
        AtomicBoolean first = new AtomicBoolean(true);
        return tck.recorder(name).throwing(message -> {
            if (first.getAndSet(false)) {
                throw new IllegalStateException("intended: fails once");
            }
        });
    }

    @Rule(value = "DUR-10", requires = DURABLE_SUBSCRIPTION)
    void dur10_aRequeuedMessageGoesToTheClientAndTopicThatFailed() {
        MessagingBackend backend = tck.backend();
        String prefix = tck.newNamespace();
        List<String> topics = List.of(prefix + ":one", prefix + ":two");
        String client = clients.id();
        Message failed = messages.next();
        Message handled = messages.next();
        Recorder failing = failingOnce("the client that failed");
        Recorder elsewhere = tck.recorder("the same client in another topic");
        Recorder other = tck.recorder("another client");
        Recorder plain = tck.recorder("a plain subscriber");
        // Its namespace is neither the topic's nor that of the messages.
        SubscriptionOptions options = SubscriptionOptions.durable(client).namespace(tck.newNamespace());
        backend.subscribe(topics.get(0), failing, options);
        backend.subscribe(topics.get(1), elsewhere, options);
        backend.subscribe(topics.get(0), other, clients.durable(clients.id()));
        backend.subscribe(topics.get(0), plain);
        for (Message message : List.of(failed, handled)) {
            topics.forEach(topic -> tck.store(backend, topic, message));
        }
        List<Message> both = List.of(failed, handled);
        List<Recorder> recorders = List.of(failing, elsewhere, other, plain);
        Recorder.awaitExactly(recorders, List.of(both, both, both, both));
        Message letter = clients.awaitLetter(DeadLetter.topicFor(topics.get(0)), client, failed);
        administrator().durableClients().requeue(letter);
        failing.awaitCount(3);
        verify.sameMessage("a requeued message", failed, failing.messages().get(2));
        verify.sameMessages("the topic after a requeue", both, backend.getMessagesForTopic(topics.get(0)));
        Message last = messages.next();
        topics.forEach(topic -> tck.store(backend, topic, last));
        List<Message> all = List.of(failed, handled, last);
        Recorder.awaitExactly(recorders, List.of(List.of(failed, handled, failed, last), all, all, all));
    }

    @Rule(value = "DUR-10", requires = DURABLE_SUBSCRIPTION)
    void dur10_aRequeuedMessageComesAheadOfWhatWaits() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(6));
        Message failed = stored.get(0);
        Subscription before = backend.subscribe(topic, failingOnce("the client that failed"), clients.durable(client));
        tck.store(backend, topic, failed);
        Message letter = clients.awaitLetter(DeadLetter.topicFor(topic), client, failed);
        clients.awaitClient(backend, topic, client, "with nothing to handle", one -> one.lag() == 0);
        before.close();
        tck.store(backend, topic, stored.subList(1, 3));
        administrator().durableClients().requeue(letter); // while it is away
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder after = tck.recorder("the client after a requeue").doing(message -> {
            if (message.id().equals(stored.get(3).id())) {
                handling.countDown();
                tck.await(release, "a message is requeued while a handler runs");
            }
        });
        backend.subscribe(topic, after, clients.durable(client));
        tck.storeInTurn(topic, stored.subList(3, 4));
        tck.await(handling, "what was stored after a requeue arrives");
        administrator().durableClients().requeue(letter); // while it is at work; what it holds already may come first
        tck.storeInTurn(topic, stored.subList(4, 6));
        release.countDown();
        tck.workers().join();
        List<Message> expected = new ArrayList<>();
        expected.add(failed);
        expected.addAll(stored.subList(1, 4));
        expected.add(failed);
        expected.addAll(stored.subList(4, 6));
        after.awaitExactly(expected);
    }

    @Rule(value = "DUR-10", requires = DURABLE_SUBSCRIPTION)
    void dur10_aRequeuedMessageIsKeptUntilItIsHandledAndMayFailAgain() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String deadLetterTopic = DeadLetter.topicFor(topic);
        String client = clients.id();
        Message failed = messages.next();
        Recorder failing = clients.failing("the client that fails twice, with two attempts each");
        Subscription subscription =
                backend.subscribe(topic, failing, clients.durable(client).maxAttempts(2));
        tck.store(backend, topic, failed);
        Message letter = clients.awaitLetter(deadLetterTopic, client, failed);
        backend.durableClients().requeue(letter);
        failing.awaitExactly(List.of(failed, failed, failed, failed));
        tck.awaiter().until(() -> clients.letters(deadLetterTopic, client).size() >= 2);
        List<Message> letters = clients.letters(deadLetterTopic, client);
        verify.equal("the number of dead letters of a message that failed again", 2, letters.size());
        Message second = letters.get(letters.get(0).id().equals(letter.id()) ? 1 : 0);
        verify.sameMessage(
                "the second dead letter", failed, DeadLetter.fromMessage(second).original());
        subscription.close();
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CountDownLatch left = new CountDownLatch(1);
        Recorder leaving = tck.recorder("the client that leaves with it").throwing(message -> {
            own.join().close();
            left.countDown();
            throw new IllegalStateException("intended: fails after it has left");
        });
        own.complete(backend.subscribe(topic, leaving, clients.durable(client)));
        tck.workers().start("administrator", () -> backend.durableClients().requeue(second));
        tck.await(left, "a message that was requeued again arrives");
        tck.workers().join();
        Recorder again = clients.subscribe(topic, client, "the client that comes back");
        again.awaitExactlyAndNoMore(backend, topic, List.of(failed));
    }

    @Rule(value = "DUR-10", requires = DURABLE_SUBSCRIPTION)
    void dur10_onlyDeadLettersOfKnownClientsAreRequeued() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        Recorder recorder = clients.failing("the client that fails");
        backend.subscribe(topic, recorder, clients.durable(client));
        Message failed = messages.next();
        tck.store(backend, topic, failed);
        DeadLetter letter = DeadLetter.fromMessage(clients.awaitLetter(DeadLetter.topicFor(topic), client, failed));
        verifyRefused("a message that is no dead letter", failed);
        verifyRefused("a dead letter of a client that never was", changed(letter, clients.id() + "-nobody", topic));
        verifyRefused("a dead letter of a topic that the client never had", changed(letter, client, tck.topic()));
        Message known = changed(letter, client, topic);
        backend.durableClients().forget(client);
        verifyRefused("a dead letter of a client that was forgotten", known);
        recorder.awaitExactly(List.of(failed));
    }

    private Message changed(DeadLetter letter, String client, String topic) {
        return new DeadLetter(
                        letter.backend(), client, topic, letter.original(), letter.errorType(), letter.errorMessage())
                .toMessage(messages.next().id());
    }

    private void verifyRefused(String what, Message message) {
        verify.refuses(
                "requeue of " + what,
                IllegalArgumentException.class,
                () -> tck.backend().durableClients().requeue(message));
    }

    @Rule(value = "DUR-11", requires = DURABLE_SUBSCRIPTION)
    void dur11_theListTellsWhereEachClientStands() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String otherTopic = tck.topic();
        String client = clients.id();
        String other = clients.id();
        String namespace = tck.newNamespace();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(6));
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder busy = tck.recorder("the client that is at work").doing(message -> {
            if (message.id().equals(stored.get(2).id())) {
                handling.countDown();
                tck.await(release, "the test looks at the list");
            }
        });
        Subscription subscription = backend.subscribe(
                topic, busy, SubscriptionOptions.durable(client).namespace(namespace));
        backend.subscribe(otherTopic, tck.recorder("the client in another topic"), SubscriptionOptions.durable(client));
        backend.subscribe(topic, tck.recorder("a client that leaves"), clients.durable(other))
                .close();
        MessagingBackend administrator = administrator();
        DurableClient fresh = clients.awaitClient(administrator, topic, client, "new", one -> one.lag() == 0);
        tck.storeInTurn(topic, stored.subList(0, 5));
        tck.await(handling, "the third message arrives");
        DurableClient atWork =
                clients.awaitClient(administrator, topic, client, "with a lag of at most 3", one -> one.lag() <= 3);
        verify.equal("the lag of a client that handles the third of five messages", 3L, atWork.lag());
        DurableClient here =
                clients.awaitClient(backend, topic, client, "with a lag of at most 3", one -> one.lag() <= 3);
        verify.that(
                here.inFlight() >= 1 && here.inFlight() <= 3,
                "what a client is handling is in flight, for the instance that has it",
                here::toString);
        verify.that(atWork.connected(), "a client that is subscribed is connected", atWork::toString);
        verify.equal("the namespace of a client", namespace, atWork.namespace());
        verify.equal("how much a client has lost", 0L, atWork.lost());
        verify.that(atWork.lastSeen() != null, "a client that was there was last seen", atWork::toString);
        verify.that(
                atWork.position() > fresh.position(),
                "the position moves with what was handled",
                () -> fresh.position() + ", then " + atWork.position());
        DurableClient away =
                clients.awaitClient(administrator, topic, other, "with all messages to handle", one -> one.lag() == 5);
        verify.that(!away.connected(), "a client that has left is not connected", away::toString);
        DurableClient elsewhere =
                clients.awaitClient(administrator, otherTopic, client, "with nothing to handle", one -> one.lag() == 0);
        verify.equal("the namespace of a client that gave none", null, elsewhere.namespace());
        release.countDown();
        tck.workers().join();
        busy.awaitCount(5);
        DurableClient done = clients.awaitClient(
                administrator,
                topic,
                client,
                "with nothing to handle and nothing in flight",
                one -> one.lag() == 0 && one.inFlight() == 0);
        verify.that(
                done.position() > atWork.position(),
                "the position moves with what was handled",
                () -> atWork.position() + ", then " + done.position());
        subscription.close();
        tck.store(backend, topic, stored.get(5));
        DurableClient left = clients.awaitClient(
                administrator,
                topic,
                client,
                "not connected, with what was stored since",
                one -> !one.connected() && one.lag() == 1);
        verify.equal("the position of a client that has left", done.position(), left.position());
    }

    @Rule(value = "DUR-11", requires = DURABLE_SUBSCRIPTION)
    void dur11_forgetForgetsOneClientInAllTopics() {
        MessagingBackend backend = tck.backend();
        List<String> topics = List.of(tck.topic(), tck.topic());
        String client = clients.id();
        List<String> others = List.of(client + "x", client.substring(0, client.length() - 1), clients.id());
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(3));
        List<Recorder> recorders = new ArrayList<>();
        List<Subscription> ending = new ArrayList<>();
        List<Subscription> staying = new ArrayList<>();
        for (String topic : topics) {
            tck.store(backend, topic, stored);
            Recorder forgotten = tck.recorder("the client that will be forgotten");
            ending.add(backend.subscribe(topic, forgotten, clients.durable(client)));
            forgotten.awaitCount(stored.size());
        }
        for (String other : others) {
            Recorder recorder = tck.recorder("client " + other);
            recorders.add(recorder);
            staying.add(backend.subscribe(topics.get(0), recorder, clients.durable(other)));
            recorder.awaitCount(stored.size());
        }
        Recorder plain = tck.recorder("a plain subscriber");
        staying.add(backend.subscribe(topics.get(0), plain));
        clients.awaitClient(backend, topics.get(0), client, "with nothing to handle", one -> one.lag() == 0);
        clients.awaitClient(backend, topics.get(1), client, "with nothing to handle", one -> one.lag() == 0);
        ending.get(0).close(); // away in one topic, here in the other
        verify.equal(
                "forget of a client", true, administrator().durableClients().forget(client));
        verify.equal(
                "forget of a client that was forgotten",
                false,
                administrator().durableClients().forget(client));
        verify.equal(
                "forget of a client that never was",
                false,
                administrator().durableClients().forget(client + "-nobody"));
        verify.that(
                tck.awaiter()
                        .until(() -> ending.stream().noneMatch(Subscription::isActive)
                                && ending.get(1).ended().toCompletableFuture().isDone()),
                "the subscription of a client that is forgotten ends",
                () -> "it goes on");
        verify.equal(
                "how often list() has a client that was forgotten",
                0L,
                backend.durableClients().list().stream()
                        .filter(one -> one.clientId().equals(client))
                        .count());
        verify.that(
                staying.stream().allMatch(Subscription::isActive),
                "other subscriptions go on when a client is forgotten",
                () -> "one has ended");
        staying.get(0).close();
        Recorder back = tck.recorder("another client that comes back");
        backend.subscribe(topics.get(0), back, clients.durable(others.get(0)));
        Message last = messages.next();
        topics.forEach(topic -> tck.store(backend, topic, last));
        List<Message> all = new ArrayList<>(stored);
        all.add(last);
        List<Recorder> watched = new ArrayList<>(List.of(back, plain, recorders.get(1), recorders.get(2)));
        List<List<Message>> expected = new ArrayList<>(List.of(List.of(last), List.of(last), all, all));
        for (String topic : topics) {
            Recorder anew = clients.subscribe(topic, client, "the client that was forgotten, anew");
            watched.add(anew);
            expected.add(all);
        }
        Recorder.awaitExactly(watched, expected);
    }
}
