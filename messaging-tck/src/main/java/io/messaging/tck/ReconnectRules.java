package io.messaging.tck;

import static io.messaging.backend.Capability.RECONNECT;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Connections that break: LIFE-05. An author's hook may break those of all tests, so no other runs beside these. */
abstract class ReconnectRules extends LeakRules {
    /** Locked for writing by tests that break connections, and for reading by all others. */
    static final String CONNECTIONS = "io.messaging.tck.connections";

    private static final int CUTS = 8;
    private static final int MESSAGES_PER_CUT = 60;

    ReconnectRules() {}

    /** Breaks every connection of the open backends; the next ones work. */
    abstract void cut();

    @Rule(value = "LIFE-05", requires = RECONNECT)
    @ResourceLock(value = CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void life05_aCutConnectionLosesNothingAndRepeatsNothing() {
        String topic = topic();
        Recorder recorder = recorder("the subscriber whose connection is cut");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<Message> stored = messages().next(CUTS * MESSAGES_PER_CUT);
        AtomicInteger done = new AtomicInteger();
        run().workers().start("storer", () -> {
            for (Message message : stored) {
                storeAtLast(topic, message);
                done.incrementAndGet();
            }
        });
        for (int i = 0; i < CUTS; i++) {
            int next = i * MESSAGES_PER_CUT + messages().random(MESSAGES_PER_CUT);
            run().awaiter().untilProgressEnds(() -> done.get() >= next, done::get);
            cut();
        }
        run().workers().join();
        verifyAllOnce(topic, stored, recorder);
    }

    private void verifyAllOnce(String topic, List<Message> stored, Recorder recorder) {
        run().awaiter().until(() -> reads(topic, stored.size()));
        verify().sameMessages("the topic after the cuts", stored, backend().getMessagesForTopic(topic));
        if (hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(backend(), topic, stored);
        }
    }

    private boolean reads(String topic, int count) {
        try {
            return backend().getMessagesForTopic(topic).size() >= count;
        } catch (MessagingConnectionException | MessagingTimeoutException e) {
            return false;
        }
    }

    /** A store that failed for want of a connection may be repeated: an equal message changes nothing (RD-12). */
    final void storeAtLast(String topic, Message message) {
        boolean stored = run().awaiter().until(() -> {
            try {
                backend().storeMessage(namespace(), topic, message);
                return true;
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                return false;
            }
        });
        if (!stored) {
            throw verify().timeout(
                            "storing works again after the connection was cut",
                            "it does not",
                            new IdDifference(List.of(message.id()), List.of(), List.of()));
        }
    }

    @Rule(value = "LIFE-05", requires = RECONNECT)
    @ResourceLock(value = CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void life05_asyncStoresUnderWayWhenTheConnectionIsCutSucceedOrSayTheyDidNot() {
        String topic = topic();
        Recorder recorder = recorder("the subscriber whose connection is cut");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<Message> stored = messages().next(CUTS * MESSAGES_PER_CUT);
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            futures.add(backend().storeMessageAsync(namespace(), topic, stored.get(i)));
            if (i % MESSAGES_PER_CUT == MESSAGES_PER_CUT / 2) {
                cut();
            }
        }
        for (int i = 0; i < stored.size(); i++) {
            if (!succeeded(futures.get(i))) {
                storeAtLast(topic, stored.get(i));
            }
        }
        run().awaiter().until(() -> reads(topic, stored.size()));
        verify().sameMessages("the topic after the cuts", stored, backend().getMessagesForTopic(topic));
        if (hasSubscriptions()) {
            Message last = messages().next();
            storeAtLast(topic, last);
            recorder.await(last);
            List<GemstoneId> expected = new ArrayList<>(TestMessages.ids(stored));
            expected.add(last.id());
            verify().ids(
                            "what the subscriber received, sorted",
                            expected,
                            TestMessages.ids(TestMessages.inIdOrder(recorder.messages())));
        }
    }

    private boolean succeeded(CompletableFuture<Void> future) {
        if (!run().awaiter().until(future::isDone)) {
            throw verify().timeout("the future of an async store completes", "it does not", IdDifference.NONE);
        }
        try {
            future.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingConnectionException
                    || e.getCause() instanceof MessagingTimeoutException) {
                return false;
            }
            throw verify().unexpected("an async store fails for want of a connection only", e.getCause());
        }
    }
}
