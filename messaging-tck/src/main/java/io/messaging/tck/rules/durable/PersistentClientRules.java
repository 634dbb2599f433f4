package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.PERSISTENT;
import static io.messaging.backend.Capability.RECONNECT;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Durable clients of what is killed: PER-02. What the backend says is handled before a store begins that is acknowledged
 * stays handled; a backend may write down later what comes after.
 */
public class PersistentClientRules {
    private static final int HANDLED = 5;
    private static final int MESSAGES = 10;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public PersistentClientRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(
            value = "PER-02",
            requires = {PERSISTENT, DURABLE_SUBSCRIPTION})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per02_aClientGoesOnAfterWhatItHandledBeforeAKill() {
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(MESSAGES));
        Message failing = stored.get(HANDLED / 2);
        Recorder before = tck.recorder("the client before the kill").throwing(message -> {
            if (message.id().equals(failing.id())) {
                throw new IllegalStateException("intended: its dead letter is to outlive the kill");
            }
        });
        Subscription subscription = tck.backend().subscribe(topic, before, clients.durable(client));
        tck.store(topic, stored.subList(0, HANDLED));
        before.awaitExactly(stored.subList(0, HANDLED));
        clients.awaitClient(tck.backend(), topic, client, "which has handled all", one -> one.lag() == 0);
        subscription.close();
        tck.store(topic, stored.subList(HANDLED, MESSAGES));
        tck.restart();
        MessagingBackend after = tck.open();
        Recorder again = tck.recorder("the client after the kill");
        after.subscribe(topic, again, clients.durable(client));
        again.awaitExactlyAndNoMore(after, topic, stored.subList(HANDLED, MESSAGES));
        List<Message> letters = after.getMessagesForTopic(DeadLetter.topicFor(topic)).stream()
                .filter(letter -> client.equals(letter.payload().get("client_id")))
                .toList();
        verify.that(
                letters.size() == 1 && TestClients.answers(letters.get(0), failing.id()),
                "the dead letter of message " + failing.id() + " is there after a kill, once",
                letters::toString);
    }

    /** The message that was being handled may come again. */
    @Rule(
            value = "PER-02",
            requires = {PERSISTENT, DURABLE_SUBSCRIPTION, RECONNECT})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per02_aClientThatStaysMissesNothing() {
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(MESSAGES));
        Message held = stored.get(HANDLED);
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Recorder recorder = tck.recorder("the client whose handler runs during the kill")
                .doing(message -> {
                    if (message.id().equals(held.id())) {
                        tck.await(mayGoOn, "the kill is over");
                    }
                });
        tck.backend().subscribe(topic, recorder, clients.durable(client));
        tck.storeInTurn(topic, stored);
        recorder.await(held);
        clients.awaitClient(
                tck.backend(),
                topic,
                client,
                "which has handled " + HANDLED + " messages",
                one -> one.lag() <= MESSAGES - HANDLED);
        tck.store(tck.topic(), messages.next());
        tck.restart();
        mayGoOn.countDown();
        recorder.await(stored.get(MESSAGES - 1));
        tck.awaiter().comesAfterAll(() -> recorder.count() > MESSAGES + 1);
        List<GemstoneId> received = new ArrayList<>(recorder.ids());
        if (received.size() == MESSAGES + 1 && received.get(HANDLED + 1).equals(held.id())) {
            received.remove(HANDLED + 1);
        }
        verify.ids(
                "what the client receives, but for a repetition of message " + held.id() + ", which it was handling,",
                TestMessages.ids(stored),
                received);
    }
}
