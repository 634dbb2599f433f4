package io.messaging.tck.run;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.config.MessagingConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a backend what it declares, before the kit runs; a backend that hangs does not hang the caller. */
final class Probe {
    private static final long WAIT_MILLIS = 20_000;

    private Probe() {}

    static List<String> capabilities(MessagingConfig config, double timeoutFactor) {
        CompletableFuture<Set<Capability>> answer = new CompletableFuture<>();
        Thread thread = new Thread(() -> ask(config, answer), "tck-probe");
        thread.setDaemon(true);
        thread.start();
        long waitMillis = (long) (WAIT_MILLIS * timeoutFactor);
        try {
            Set<Capability> capabilities = answer.get(waitMillis, TimeUnit.MILLISECONDS);
            thread.join(waitMillis); // a close that hangs is for the kit to find
            return Arrays.stream(Capability.values())
                    .filter(capabilities::contains)
                    .map(Capability::name)
                    .toList();
        } catch (TimeoutException e) {
            throw new MessagingTimeoutException(
                    "the backend did not open and tell its capabilities within " + waitMillis + " ms", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingTimeoutException("interrupted while the backend opened", e);
        }
    }

    private static void ask(MessagingConfig config, CompletableFuture<Set<Capability>> answer) {
        try (MessagingBackend backend = config.createBackend()) {
            Set<Capability> capabilities = backend.capabilities();
            // What a broken backend declares is for the kit to judge; here it must only not be in the way.
            answer.complete(capabilities == null ? Set.of() : Set.copyOf(capabilities));
        } catch (RuntimeException | LinkageError e) {
            answer.completeExceptionally(e);
        }
    }
}
