package io.messaging.testing.space;

import io.messaging.log.SafeLog;
import io.messaging.testing.fault.FaultProxy;
import io.messaging.testing.leak.Leftovers;
import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.observed.TestHub.OpenBackend;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Finds what a test has opened and left open, when all that was given to it is closed. Used by one thread.
 *
 * <p>Backends are told from those of other tests by the configuration that they were opened with. While tests overlap,
 * threads are told by {@link io.messaging.testing.leak.TestThreads}; of processes nobody knows whose they are, so what is
 * left at the end of all of them is logged.
 */
final class LeakCheck {
    private static final System.Logger LOGGER = SafeLog.of(LeakCheck.class);
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final TestSpace space;
    private final TestRun run;
    private final List<String> found = new ArrayList<>();

    LeakCheck(TestSpace space, TestRun run) {
        this.space = space;
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
                open.backend().close();
            }
        }
    }

    /** Connections that are left are somebody's sockets: through an agent's port, or to the server itself. */
    void checkConnections() {
        long deadline = System.nanoTime() + GRACE_NANOS;
        for (FaultProxy proxy : space.proxies()) {
            proxy.awaitAccepted();
            check(proxy::connections, 0, " of '" + proxy.agent() + "' to the server", deadline);
        }
        if (!found.isEmpty()) {
            return;
        }
        OptionalLong allowed =
                space.settings().needsOwnServer() ? OptionalLong.of(0) : run.directConnectionsBefore(space);
        if (allowed.isPresent() && space.startedServer().isPresent()) {
            LongSupplier count = space.settings().needsOwnServer()
                    ? () -> space.startedServer().orElseThrow().stats().connections()
                    : run::directConnections;
            int port = space.startedServer().orElseThrow().port();
            check(count, allowed.getAsLong(), " to the server's port " + port, deadline);
        }
    }

    private void check(LongSupplier count, long allowed, String what, long deadline) {
        while (count.getAsLong() > allowed && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        long left = count.getAsLong() - allowed;
        if (left > 0) {
            found.add(left + (left == 1 ? " connection" : " connections") + what + (left == 1 ? " is" : " are")
                    + " still open");
        }
    }

    void checkThreadsAndProcesses() {
        Optional<Leftovers> before = run.end(space);
        if (before.isPresent()) {
            found.addAll(before.get().since(run::isOwnThread));
            return;
        }
        space.threads().ifPresent(own -> found.addAll(Leftovers.threadsOf(own, run::isOwnThread)));
        List<String> group = run.endedGroup();
        if (group.isEmpty()) {
            return;
        }
        List<String> left = run.beforeGroup().processesSince();
        if (!left.isEmpty()) {
            LOGGER.log(Level.WARNING, "left open by one of the tests {0}, which overlapped: {1}", group, left);
        }
    }
}
