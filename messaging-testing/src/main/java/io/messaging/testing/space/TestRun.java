package io.messaging.testing.space;

import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.testing.leak.Leftovers;
import io.messaging.testing.observed.ControlServer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all tests of a run share: the server, the port for child processes, the count of names, and who runs beside whom.
 * Thread-safe: guarded by its monitor, under which a server may be started.
 */
public final class TestRun implements AutoCloseable {
    private final AtomicInteger spaces = new AtomicInteger();

    /** Long enough for a broker that keeps what thousands of runs have left there. */
    private final String id =
            String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());

    private TestServer server;
    private ControlServer control;

    /** Tests that run now, and those that overlapped with them, directly or by way of others. */
    private final Set<TestSpace> active = new HashSet<>();

    private final Set<TestSpace> group = new HashSet<>();

    /** Classes with something of their own, which last longer than their tests. */
    private final Set<TestSpace> classes = new HashSet<>();

    private boolean everOverlapped;
    private Leftovers beforeGroup;

    /** What the names of one more test begin with, in a broker that other runs may use as well. */
    String nextSpace() {
        return "t" + spaces.incrementAndGet() + "-" + id;
    }

    synchronized Optional<TestServer> startedServer() {
        return Optional.ofNullable(server);
    }

    synchronized TestServer sharedServer() {
        if (server == null) {
            server = new TestServer(EmbeddedServerOptions.defaults());
        }
        return server;
    }

    synchronized int controlPort() {
        if (control == null) {
            control = new ControlServer();
        }
        return control.port();
    }

    /** A test begins, or a class with something of its own. */
    public synchronized void begin(TestSpace space) {
        if (space.isForClass()) {
            everOverlapped |= !active.isEmpty() || !classes.isEmpty();
            classes.add(space);
            return;
        }
        if (active.isEmpty()) {
            group.clear();
            beforeGroup = space.before();
        }
        active.add(space);
        group.add(space);
        everOverlapped |= group.size() > 1;
    }

    /** Whether a test has run with no other beside it. */
    public synchronized boolean isAlone(TestSpace space) {
        return space.isForClass() ? !everOverlapped : group.size() == 1;
    }

    /** A test has closed what it had. */
    synchronized void end(TestSpace space) {
        active.remove(space);
        classes.remove(space);
    }

    /** The titles of tests that overlapped, once, when nothing goes on any more; else nothing. */
    synchronized List<String> endedGroup() {
        if (!active.isEmpty() || !classes.isEmpty() || group.size() < 2) {
            return List.of();
        }
        List<String> titles = group.stream().map(TestSpace::title).sorted().toList();
        group.clear();
        return titles;
    }

    synchronized Leftovers beforeGroup() {
        return beforeGroup;
    }

    @Override
    public synchronized void close() {
        if (control != null) {
            control.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
