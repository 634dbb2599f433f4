package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.CROSS_PROCESS;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.RECONNECT;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Awaiter;
import io.messaging.tck.engine.OtherProcess;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** One message at a time, and again what was not finished: DUR-07, DUR-09. */
public class TurnRules {
    private static final int TOPICS = 4;
    private static final int MESSAGES_PER_TOPIC = 100;
    private static final int HANDLED_BEFORE_THE_END = 5;
    private static final Duration SHORT_HANDLING = Duration.ofNanos(20_000);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public TurnRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_aClientHandlesOneMessageAtATimeAcrossItsTopics() {
        String client = clients.id();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<MessagingBackend> instances = tck.instances();
        List<Recorder> recorders = new ArrayList<>();
        List<List<Message>> stored = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            String topic = tck.topic();
            List<Message> ofTopic = messages.next(tck.volumes().share(MESSAGES_PER_TOPIC));
            stored.add(ofTopic);
            Recorder recorder = tck.recorder("the client in topic " + i).doing(message -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (messages.random(4) == 0) {
                    Awaiter.letTimePass(SHORT_HANDLING);
                }
                running.decrementAndGet();
            });
            recorders.add(recorder);
            instances.get(i % instances.size()).subscribe(topic, recorder, clients.durable(client));
            tck.workers().start("storer-" + i, () -> {
                tck.store(topic, ofTopic);
            });
        }
        tck.workers().join();
        Recorder.awaitExactly(recorders, stored);
        verify.equal("how many messages of one client were handled at once", 1, most.get());
    }

    /** Its turn is over with the handler, however the subscription has ended. */
    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_aClientGoesOnElsewhereAfterItHasLeftInAHandler() {
        MessagingBackend backend = tck.backend();
        String client = clients.id();
        List<String> topics = List.of(tck.topic(), tck.topic());
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Recorder leaving = tck.recorder("the client in a topic that it leaves").doing(message -> {
            own.join().close();
            closed.countDown();
        });
        Recorder staying = tck.recorder("the client in another topic");
        backend.subscribe(topics.get(1), staying, clients.durable(client));
        own.complete(backend.subscribe(topics.get(0), leaving, clients.durable(client)));
        tck.store(backend, topics.get(0), messages.next());
        tck.await(closed, "close() in a handler returns");
        Message message = messages.next();
        tck.store(backend, topics.get(1), message);
        staying.awaitExactly(List.of(message));
    }

    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_whileAClientHandlesAMessageItGetsNoOther() {
        String client = clients.id();
        List<String> topics = List.of(tck.topic(), tck.topic());
        List<MessagingBackend> instances = tck.instances();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder busy = tck.recorder("the client in its first topic").doing(message -> {
            handling.countDown();
            tck.await(release, "the test looks for a second message");
        });
        Recorder waiting = tck.recorder("the client in its second topic");
        instances.get(0).subscribe(topics.get(0), busy, clients.durable(client));
        instances.get(instances.size() - 1).subscribe(topics.get(1), waiting, clients.durable(client));
        Message first = messages.next();
        Message second = messages.next();
        tck.workers().start("storer", () -> tck.store(topics.get(0), first));
        tck.await(handling, "the first message arrives");
        tck.workers().start("storer", () -> tck.store(topics.get(1), second));
        tck.settle(topics.get(1), 1);
        tck.awaiter().comesAfterAll(() -> waiting.count() > 0);
        int meanwhile = waiting.count();
        release.countDown();
        tck.workers().join();
        verify.equal("how many messages a client got while it was handling another", 0, meanwhile);
        waiting.awaitExactly(List.of(second));
    }

    @Rule(
            value = "DUR-09",
            requires = {DURABLE_SUBSCRIPTION, CROSS_PROCESS})
    void dur09_whatAKilledProcessWasHandlingComesAgain() {
        String topic = tck.topic();
        String client = clients.id();
        List<Message> stored = messages.next(10);
        tck.backend(); // open before and after, so that the messages outlive the process
        try (OtherProcess other = tck.startOtherProcess()) {
            other.handleDurably(topic, client, HANDLED_BEFORE_THE_END);
            tck.store(topic, stored);
            verify.ids(
                    "the message that the other process is handling",
                    List.of(stored.get(HANDLED_BEFORE_THE_END).id()),
                    List.of(other.handling()));
            // What says that the one before was handled may still be under way, and would die with the process.
            int unhandled = stored.size() - HANDLED_BEFORE_THE_END;
            tck.awaiter().until(() -> clients.lag(topic, client) <= unhandled);
            other.kill();
        }
        Recorder recorder = clients.subscribe(topic, client, "the client in a process that lives");
        recorder.awaitExactlyAndNoMore(tck.backend(), topic, stored.subList(HANDLED_BEFORE_THE_END, stored.size()));
    }

    @Rule(
            value = "DUR-09",
            requires = {DURABLE_SUBSCRIPTION, RECONNECT})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void dur09_noMessageIsSkippedWhenTheConnectionIsCutInMidHandler() {
        String topic = tck.topic();
        List<Message> stored = messages.next(10);
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        Recorder recorder = tck.recorder("the client whose connection is cut").doing(message -> {
            if (message.id().equals(stored.get(HANDLED_BEFORE_THE_END).id())) {
                handling.countDown();
                tck.await(cut, "the connection is cut");
            }
        });
        tck.backend().subscribe(topic, recorder, clients.durable(clients.id()));
        tck.workers().start("storer", () -> {
            for (Message message : stored) {
                tck.storeDespiteCuts(topic, message);
            }
        });
        tck.await(handling, "the message arrives");
        tck.cutConnections();
        cut.countDown();
        tck.workers().join();
        recorder.await(stored.get(stored.size() - 1));
        tck.awaiter().comesAfterAll(() -> recorder.count() > stored.size() + 1);
        List<Message> once = recorder.messages().stream().distinct().toList();
        verify.messages("what the client receives, repetitions aside", stored, once);
        // The one that was being handled may come twice, at its place.
        List<GemstoneId> twice = new ArrayList<>(TestMessages.ids(stored));
        twice.add(HANDLED_BEFORE_THE_END, stored.get(HANDLED_BEFORE_THE_END).id());
        List<GemstoneId> came = recorder.ids();
        verify.that(
                came.equals(TestMessages.ids(stored)) || came.equals(twice),
                "only the message that was being handled may come again",
                () -> IdDifference.shown(came));
    }
}
