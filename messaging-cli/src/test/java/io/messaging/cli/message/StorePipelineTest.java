package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StorePipelineTest {
    private final List<CompletableFuture<Void>> onTheWay = new ArrayList<>();
    private final StorePipeline pipeline = new StorePipeline(slowBackend(), "n", "t");

    /** Its stores are over when the test says so. */
    private MessagingBackend slowBackend() {
        return (MessagingBackend) Proxy.newProxyInstance(
                MessagingBackend.class.getClassLoader(),
                new Class<?>[] {MessagingBackend.class},
                (proxy, method, arguments) -> {
                    assertEquals("storeMessageAsync", method.getName());
                    synchronized (onTheWay) {
                        CompletableFuture<Void> future = new CompletableFuture<>();
                        onTheWay.add(future);
                        return future;
                    }
                });
    }

    @Test
    void boundsWhatIsOnTheWay() throws Exception {
        Thread adder = new Thread(() -> addAll(1, 2_000));
        adder.start();
        int completed = 0;
        while (completed < 2_000) {
            synchronized (onTheWay) {
                assertTrue(onTheWay.size() - completed <= 1_000, () -> onTheWay.size() + " were added");
                if (completed < onTheWay.size()) {
                    onTheWay.get(completed++).complete(null);
                }
            }
        }
        adder.join();
        pipeline.drain();
        assertEquals(2_000, pipeline.stored());
    }

    private void addAll(int first, int last) {
        try {
            for (int line = first; line <= last; line++) {
                pipeline.add(line, message(line));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusedMessagesAreKnownByTheirLines() throws Exception {
        addAll(1, 3);
        onTheWay.get(2).complete(null);
        onTheWay.get(1).completeExceptionally(new RejectedMessageException("no"));
        onTheWay.get(0).completeExceptionally(new CompletionException(new RejectedMessageException("neither")));
        pipeline.drain();
        assertEquals(1, pipeline.stored());
        assertEquals(Set.of(1L, 2L), pipeline.refused().keySet());
        assertEquals("neither", pipeline.refused().get(1L).getMessage(), "the reason, not its wrapping");
        assertFalse(pipeline.lostConnection().isPresent());
    }

    @Test
    void lostConnectionIsOneReasonForManyLines() throws Exception {
        addAll(1, 4);
        onTheWay.get(0).complete(null);
        onTheWay.get(3).completeExceptionally(new MessagingConnectionException("gone"));
        onTheWay.get(1).completeExceptionally(new MessagingConnectionException("gone"));
        onTheWay.get(2).completeExceptionally(new MessagingConnectionException("gone"));
        pipeline.drain();
        assertEquals(
                new StorePipeline.LostConnection(2, "gone"),
                pipeline.lostConnection().orElseThrow());
        assertEquals(Map.of(), pipeline.refused());
        addAll(5, 5);
        assertEquals(4, onTheWay.size(), "nothing more is tried");
    }

    @Test
    void onceStoppedNothingMoreIsStoredAndTheLastLineIsKnown() throws Exception {
        addAll(1, 3);
        assertFalse(pipeline.stop(Duration.ZERO), "three are in flight");
        addAll(4, 5);
        assertEquals(3, onTheWay.size());
        onTheWay.forEach(store -> store.complete(null));
        assertTrue(pipeline.stop(Duration.ofMinutes(5)));
        assertEquals(3, pipeline.lastLine());
        assertEquals(3, pipeline.stored());
    }

    private static Message message(int line) {
        return Message.builder(GemstoneId.of(line)).payload(Map.of("n", line)).build();
    }
}
