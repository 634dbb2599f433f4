package io.messaging.tck.engine;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The author's hooks as one object; each component is called like the method of {@code MessagingBackendTck} that it
 * stands for. Called from any thread, several at once.
 */
public record Harness(
        Callable<MessagingBackend> openBackend,
        Callable<MessagingBackend> openSecondBackend,
        OtherProcess.Starter startOtherProcess,
        Workers.Work cutConnections,
        Restarter restart,
        Consumer<Duration> letTimePass,
        Supplier<Optional<Set<Capability>>> expectedCapabilities,
        Supplier<Waits> timeouts) {
    /** Ends what keeps the messages, runs what is to happen meanwhile, and starts it again. */
    public interface Restarter {
        void restart(Runnable whileDown) throws Exception;
    }
}
