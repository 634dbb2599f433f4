package io.messaging.testing;

import io.messaging.testing.TestHub.OpenBackend;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Finds what a test has opened and left open, when all that was given to it is closed. Used by one thread.
 *
 * <p>Backends are told from those of other tests by the configuration that they were opened with. Of threads and
 * processes nobody knows whose they are: where tests overlap, what is left at the end of all of them is logged.
 */
final class LeakCheck {
    private static final System.Logger LOGGER = System.getLogger(LeakCheck.class.getName());
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final TestSpace space;
    private final List<String> found = new ArrayList<>();

    LeakCheck(TestSpace space) {
        this.space = space;
    }

    List<String> found() {
        return found;
    }

    /** Reports and closes backends that the test has opened itself. */
    void closeLeftOpen() {
        List<KnownSubscription> subscriptions = space.hub().subscriptions();
        for (OpenBackend open : space.hub().openBackends()) {
            List<String> topics = subscriptions.stream()
                    .filter(known -> known.process().equals(open.process()))
                    .map(KnownSubscription::topic)
                    .sorted()
                    .toList();
            found.add("the backend of '" + open.process() + "', opened by " + open.where() + ", is still open"
                    + (topics.isEmpty() ? "" : ", subscribed to " + String.join(", ", topics)));
            if (open.backend() != null) {
                open.backend().close();
            }
        }
    }

    /** Connections that are left are somebody's sockets: through an agent's port, or to the server itself. */
    void checkConnections(OptionalLong allowed) {
        long deadline = System.nanoTime() + GRACE_NANOS;
        for (FaultProxy proxy : space.proxies()) {
            reportConnections(proxy::connections, 0, proxy.port(), deadline);
        }
        if (found.isEmpty() && allowed.isPresent()) {
            space.startedServer()
                    .ifPresent(server -> reportConnections(
                            () -> server.stats().connections(), allowed.getAsLong(), server.port(), deadline));
        }
    }

    private void reportConnections(LongSupplier count, long allowed, int port, long deadline) {
        while (count.getAsLong() > allowed && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        long left = count.getAsLong() - allowed;
        if (left > 0) {
            found.add(left + " connection(s) to the server's port " + port + " are still open");
        }
    }

    void checkThreadsAndProcesses(TestRun run) {
        Leftovers before = run.end(space);
        if (before != null) {
            found.addAll(before.since(innocentThreads(run)));
            return;
        }
        List<String> group = run.endedGroup();
        if (group.isEmpty()) {
            return;
        }
        List<String> left = run.beforeGroup().since(innocentThreads(run));
        if (!left.isEmpty()) {
            LOGGER.log(Level.WARNING, "left open by one of the tests {0}, which overlapped: {1}", group, left);
        }
    }

    private static Set<String> innocentThreads(TestRun run) {
        return run.sharedServerThreads();
    }
}
