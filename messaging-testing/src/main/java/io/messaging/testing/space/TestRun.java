package io.messaging.testing.space;

import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.testing.leak.Leftovers;
import io.messaging.testing.observed.ControlServer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all tests of a run share: the server, the port for child processes, the counter of names, and the record of
 * overlaps. Thread-safe: guarded by its monitor, under which a server may be started.
 */
public final class TestRun implements AutoCloseable {
    private final AtomicInteger spaces = new AtomicInteger();

    /** Long enough for a broker that keeps the data of thousands of runs. */
    private final String id =
            String.format(Locale.ROOT, "%08x", ThreadLocalRandom.current().nextInt());

    private TestServer server;
    private ControlServer control;

    /** The running tests, and those that overlapped with them, directly or through others. */
    private final Set<TestSpace> active = new HashSet<>();

    private final Set<TestSpace> group = new HashSet<>();

    /** Classes with fixtures of their own, which outlive their tests. */
    private final Set<TestSpace> classes = new HashSet<>();

    private boolean everOverlapped;
    private Leftovers beforeGroup;

    /** Returns the prefix of one more test's names, in a broker that other runs may share. */
    String nextSpace() {
        return "t" + spaces.incrementAndGet() + "-" + id;
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

    /** Notes the begin of a test, or of a class with fixtures of its own. */
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

    /** Whether no other test has overlapped with a test. */
    public synchronized boolean isAlone(TestSpace space) {
        return space.isForClass() ? !everOverlapped : group.size() == 1;
    }

    /** Notes that a test has closed its resources. */
    synchronized void end(TestSpace space) {
        active.remove(space);
        classes.remove(space);
    }

    /** Returns the titles of overlapping tests, once, when all of them have ended; otherwise nothing. */
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
