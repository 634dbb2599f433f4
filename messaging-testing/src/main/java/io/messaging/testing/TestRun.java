package io.messaging.testing;

import io.messaging.embedded.EmbeddedServerOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all tests of a run share: the server, the port for child processes, the count of names. Thread-safe: guarded by
 * its monitor, under which a server may be started.
 */
final class TestRun implements AutoCloseable {
    private final AtomicInteger spaces = new AtomicInteger();
    private final String id =
            String.format(Locale.ROOT, "%04x", ThreadLocalRandom.current().nextInt(1 << 16));
    private TestServer server;
    private ControlServer control;
    private final Set<TestSpace> active = new HashSet<>();
    private final Set<TestSpace> group = new HashSet<>();
    private Leftovers beforeGroup;
    private long connectionsBefore;

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

    /** The shared server lives as long as the run. */
    synchronized Set<String> sharedServerThreads() {
        return server == null
                ? Set.of()
                : Set.of("messaging-server-" + server.server().port());
    }

    synchronized int controlPort() {
        if (control == null) {
            control = new ControlServer();
        }
        return control.port();
    }

    /** A test begins; tests that overlap form a group, in which nobody can tell whose a thread is. */
    synchronized void begin(TestSpace space) {
        if (active.isEmpty()) {
            group.clear();
            beforeGroup = Leftovers.now();
            connectionsBefore = server == null ? 0 : server.server().stats().connections();
        }
        active.add(space);
        group.add(space);
    }

    /** How many connections the shared server had before a test; empty where other tests overlapped with it. */
    synchronized OptionalLong connectionsBefore() {
        return group.size() == 1 ? OptionalLong.of(connectionsBefore) : OptionalLong.empty();
    }

    /**
     * A test has closed what it had.
     *
     * @return what was there before it, when no other test overlapped with it; null when one did
     */
    synchronized Leftovers end(TestSpace space) {
        active.remove(space);
        return group.size() == 1 ? beforeGroup : null;
    }

    /** The titles of tests that overlapped, when the last of them has ended; empty before, and for one alone. */
    synchronized List<String> endedGroup() {
        return active.isEmpty() && group.size() > 1
                ? group.stream().map(TestSpace::title).sorted().toList()
                : List.of();
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
