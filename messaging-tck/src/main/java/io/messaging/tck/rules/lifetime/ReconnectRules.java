package io.messaging.tck.rules.lifetime;

import static io.messaging.backend.Capability.RECONNECT;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Connections that break: LIFE-05. An author's hook may break those of all tests, so no other runs beside these. */
public class ReconnectRules {
    private static final int CUTS = 8;
    private static final int MESSAGES_PER_CUT = 60;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ReconnectRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "LIFE-05", requires = RECONNECT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void life05_aCutConnectionLosesNothingAndRepeatsNothing() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "the subscriber whose connection is cut");
        List<Message> stored = messages.next(CUTS * MESSAGES_PER_CUT);
        AtomicInteger done = new AtomicInteger();
        tck.workers().start("storer", () -> {
            for (Message message : stored) {
                tck.storeDespiteCuts(topic, message);
                done.incrementAndGet();
            }
        });
        for (int i = 0; i < CUTS; i++) {
            int next = i * MESSAGES_PER_CUT + messages.random(MESSAGES_PER_CUT);
            tck.awaiter().untilProgressEnds(() -> done.get() >= next, done::get);
            tck.cutConnections();
        }
        tck.workers().join();
        verifyAllOnce(topic, stored, recorder);
    }

    private void verifyAllOnce(String topic, List<Message> stored, Recorder recorder) {
        tck.awaiter().until(() -> reads(topic, stored.size()));
        verify.sameMessages("the topic after the cuts", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(tck.backend(), topic, stored);
        }
    }

    private boolean reads(String topic, int count) {
        try {
            return tck.backend().getMessagesForTopic(topic).size() >= count;
        } catch (MessagingConnectionException | MessagingTimeoutException e) {
            return false;
        }
    }

    @Rule(value = "LIFE-05", requires = RECONNECT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void life05_asyncStoresUnderWayWhenTheConnectionIsCutSucceedOrSayTheyDidNot() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "the subscriber whose connection is cut");
        List<Message> stored = messages.next(CUTS * MESSAGES_PER_CUT);
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            futures.add(tck.storeAsync(topic, stored.get(i)));
            if (i % MESSAGES_PER_CUT == MESSAGES_PER_CUT / 2) {
                tck.cutConnections();
            }
        }
        for (int i = 0; i < stored.size(); i++) {
            if (!succeeded(futures.get(i))) {
                tck.storeDespiteCuts(topic, stored.get(i));
            }
        }
        tck.awaiter().until(() -> reads(topic, stored.size()));
        verify.sameMessages("the topic after the cuts", stored, tck.backend().getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            Message last = messages.next();
            tck.storeDespiteCuts(topic, last);
            recorder.await(last);
            List<GemstoneId> expected = new ArrayList<>(TestMessages.ids(stored));
            expected.add(last.id());
            verify.ids(
                    "what the subscriber received, sorted",
                    expected,
                    TestMessages.ids(TestMessages.inIdOrder(recorder.messages())));
        }
    }

    private boolean succeeded(CompletableFuture<Void> future) {
        tck.await(future::isDone, "the future of an async store completes", "it does not");
        try {
            future.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingConnectionException
                    || e.getCause() instanceof MessagingTimeoutException) {
                return false;
            }
            throw verify.unexpected("an async store fails for want of a connection only", e.getCause());
        }
    }
}
