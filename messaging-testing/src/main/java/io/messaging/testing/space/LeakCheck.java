package io.messaging.testing.space;

import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.fault.FaultProxy;
import io.messaging.testing.leak.Leftovers;
import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.observed.TestHub.OpenBackend;
import io.messaging.testing.support.Polling;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Finds what a test has opened and not closed, once the fixtures are closed. Used by one thread.
 *
 * <p>The test's backends are recognized by the configuration that they were opened with; for threads, and for backends
 * and servers opened without the test's configuration, see {@link Leftovers}. While tests overlap,
 * {@link io.messaging.testing.leak.TestThreads} distinguishes theirs; the owner of a process cannot be determined, so
 * processes that are left when all of these tests have ended are logged.
 */
final class LeakCheck {
    private static final System.Logger LOGGER = System.getLogger(LeakCheck.class.getName());

    private final TestSpace space;
    private final TestRun run;
    private final Duration grace;
    private final List<String> found = new ArrayList<>();

    LeakCheck(TestSpace space, TestRun run) {
        this.space = space;
        this.grace = space.settings().grace();
        this.run = run;
    }

    List<String> found() {
        return found;
    }

    /** Reports and closes backends that the test has opened itself. */
    void closeLeftOpen() {
        List<KnownSubscription> subscriptions = space.hub().subscriptions();
        for (OpenBackend open : space.hub().openBackends()) {
            found.add("the backend of '" + open.process() + "', opened by " + open.where() + ", is still open");
            subscriptions.stream()
                    .filter(known -> known.backend() == open.number())
                    .forEach(known -> found.add(known + ", made by " + known.where() + ", is still open"));
            if (open.backend() != null) {
                open.backend().close(TestSpace.HANDLERS_MAY_TAKE);
            }
        }
    }

    /** Connections that are left belong to sockets of the test: to an agent's port, or to the server itself. */
    void checkConnections() {
        long deadline = System.nanoTime() + grace.toNanos();
        for (FaultProxy proxy : space.network().proxies()) {
            proxy.awaitAccepted();
            check(proxy::connections, " of '" + proxy.agent() + "' to the server", deadline);
        }
        if (!found.isEmpty()) {
            return;
        }
        space.network()
                .startedOwnServer()
                .ifPresent(server -> check(
                        () -> server.stats().number("connections").orElse(0),
                        " to the server's port " + server.port(),
                        deadline));
    }

    /** Handlers of the test's agents that still run although their backend was closed. */
    void checkHandlers() {
        long deadline = System.nanoTime() + grace.toNanos();
        Polling.until(deadline, () -> runningHandlers().isEmpty());
        runningHandlers()
                .forEach(event -> found.add("the handler of '" + event.process() + "' for '" + event.topic()
                        + "' is still running, on thread '" + event.thread() + "'"));
    }

    private List<RecordedEvent> runningHandlers() {
        return space.recording().running().stream()
                .filter(event -> event.kind() == RecordedEvent.Kind.DELIVERY)
                .toList();
    }

    private void check(LongSupplier count, String what, long deadline) {
        Polling.until(deadline, () -> count.getAsLong() == 0);
        long left = count.getAsLong();
        if (left > 0) {
            found.add(left + (left == 1 ? " connection" : " connections") + what + (left == 1 ? " is" : " are")
                    + " still open");
        }
    }

    void checkThreadsAndProcesses() {
        run.end(space);
        if (run.isAlone(space)) {
            found.addAll(space.before().since(space.code(), grace));
            return;
        }
        space.threads().ifPresent(own -> found.addAll(space.before().since(space.code(), grace, own)));
        List<String> group = run.endedGroup();
        if (group.isEmpty()) {
            return;
        }
        List<String> left = run.beforeGroup().processesSince(grace);
        if (!left.isEmpty()) {
            LOGGER.log(Level.WARNING, "left open by one of the tests {0}, which overlapped: {1}", group, left);
        }
    }
}
