package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.RecordedEvent.Kind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that one test has: its names, its backends, its part of a server or a server of its own, what was recorded, what
 * is to be closed. Thread-safe: guarded by its monitor where nothing else is said.
 */
final class TestSpace implements AutoCloseable, Underneath {
    private static final AtomicInteger MACHINES =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(GemstoneId.MAX_MACHINE + 1));

    private final String name;
    private final String title;
    private final TestSettings settings;
    private final TestRun run;
    private final Recording recording = new Recording();
    private final TestClock clock;
    private final TestHub hub;
    private final Faults faults;
    private final Map<String, MessagingBackend> backends = new LinkedHashMap<>();
    private final Map<String, MessagingBackend> agents = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies = new ConcurrentHashMap<>();
    private final List<TestProcess> processes = new ArrayList<>();
    private TestServer ownServer;
    private MessagingBackend reader;
    private boolean closed;

    TestSpace(TestRun run, String title, TestSettings settings, long seed) {
        this.run = run;
        this.title = title;
        this.settings = settings;
        name = run.nextSpace();
        clock = settings.hasClock()
                ? TestClock.create(change -> recording.note(Kind.CLOCK, null, null, null, change))
                : null;
        DeliveryRules rules = new DeliveryRules(seed);
        hub = new TestHub(name, recording, rules, this, clockOrSystem());
        faults = new Faults(this, rules, seed);
        run.begin(this);
    }

    private InstantSource clockOrSystem() {
        return clock == null ? InstantSource.system() : clock;
    }

    String title() {
        return title;
    }

    TestSettings settings() {
        return settings;
    }

    Recording recording() {
        return recording;
    }

    TestHub hub() {
        return hub;
    }

    Faults faults() {
        return faults;
    }

    TestClock clock() {
        if (clock == null) {
            throw new IllegalStateException(
                    "this test has no clock; ask for one where the test is set up: TestClock as "
                            + "a parameter of the test method, @MessagingTest(clock = true), or withClock()");
        }
        return clock;
    }

    boolean hasClock() {
        return clock != null;
    }

    /** The server; none but the embedded backend has one. */
    synchronized TestServer server() {
        if (settings.kind() != TestSettings.Kind.EMBEDDED) {
            throw new IllegalStateException(
                    "this test has no server: its backend is not \"" + MessagingTest.EMBEDDED + "\"");
        }
        if (!settings.needsOwnServer()) {
            return run.sharedServer();
        }
        if (ownServer == null) {
            ownServer = new TestServer(EmbeddedServerOptions.defaults().clock(clockOrSystem()));
        }
        return ownServer;
    }

    /** The server, where there is one already. */
    synchronized Optional<EmbeddedServer> startedServer() {
        if (!hasServer()) {
            return Optional.empty();
        }
        return (settings.needsOwnServer() ? Optional.ofNullable(ownServer) : run.startedServer())
                .map(TestServer::server);
    }

    TestServer ownServer(String what) {
        if (!settings.needsOwnServer()) {
            throw new IllegalStateException(
                    what + " needs a server that no other test uses: say " + "@MessagingTest(ownServer = true)");
        }
        return server();
    }

    boolean hasServer() {
        return settings.kind() == TestSettings.Kind.EMBEDDED;
    }

    @Override
    public MessagingBackend open(MessagingConfig target) {
        return clock != null && settings.kind() == TestSettings.Kind.IN_MEMORY
                ? InMemoryMessagingBackend.open(name, Delivery.DIRECT, clock)
                : target.createBackend();
    }

    @Override
    public List<GemstoneId> idsIn(String topic) {
        return hasServer()
                ? List.of()
                : messages(topic).stream().map(Message::id).toList();
    }

    /** What lies under an observed backend: over a socket that faults can reach, or as direct as can be. */
    private MessagingConfig target(String agent, boolean overProxy) {
        return switch (settings.kind()) {
            case OTHER -> settings.config();
            case IN_MEMORY ->
                MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.inmemory",
                        "backend_class", "InMemoryMessagingBackend",
                        "backend_config", Map.of("broker", name)));
            case EMBEDDED ->
                MessagingConfig.of(Map.of(
                        "backend_module",
                        "io.messaging.embedded",
                        "backend_class",
                        "EmbeddedMessagingBackend",
                        "backend_config",
                        Map.of(
                                "host",
                                server().server().host(),
                                "port",
                                overProxy
                                        ? proxyFor(agent).port()
                                        : server().server().port(),
                                "auto_start_server",
                                false,
                                "in_process",
                                !overProxy)));
        };
    }

    /** A configuration for a program in this process. */
    MessagingConfig config(String agent) {
        return ObservedMessagingBackendFactory.config(target(agent, false), name, agent, 0);
    }

    /** A configuration for another process. */
    MessagingConfig configForProcess(String process) {
        if (settings.kind() == TestSettings.Kind.IN_MEMORY) {
            throw new IllegalStateException("another process cannot reach this test's backend, which is \""
                    + MessagingTest.IN_MEMORY + "\"; use \"" + MessagingTest.EMBEDDED + "\"");
        }
        return ObservedMessagingBackendFactory.config(target(process, true), name, process, run.controlPort());
    }

    /** A backend of that name, opened when first asked for and closed with the test. */
    synchronized MessagingBackend backend(String agent) {
        return backends.computeIfAbsent(agent, unknown -> hub.open(target(unknown, false), unknown));
    }

    /** An agent's backend, with a connection that faults can reach. */
    synchronized MessagingBackend agent(String agent) {
        return agents.computeIfAbsent(agent, unknown -> hub.open(target(unknown, hasServer()), unknown));
    }

    /** Agents so far. */
    synchronized List<String> agentNames() {
        return List.copyOf(agents.keySet());
    }

    private FaultProxy proxyFor(String agent) {
        return proxies.computeIfAbsent(agent, unknown -> new FaultProxy(unknown, server().address()));
    }

    FaultProxy proxy(String agent) {
        FaultProxy proxy = proxies.get(agent);
        if (proxy == null) {
            throw new IllegalArgumentException("no connection of '" + agent + "' goes through this test; there are "
                    + (proxies.isEmpty() ? "none" : proxies.keySet())
                    + ": agents of a DistributedTestScenario and its processes, with the embedded backend");
        }
        return proxy;
    }

    Collection<FaultProxy> proxies() {
        return proxies.values();
    }

    GemstoneGenerator newGenerator() {
        int machine = Math.floorMod(MACHINES.getAndIncrement(), GemstoneId.MAX_MACHINE + 1);
        return new GemstoneGenerator(machine, clockOrSystem());
    }

    /** Reads a topic without being recorded. */
    List<Message> messages(String topic) {
        return reader().getMessagesForTopic(hub.names().topic(topic)).stream()
                .map(hub.names()::own)
                .toList();
    }

    /** A backend that is not observed. */
    synchronized MessagingBackend reader() {
        if (reader == null) {
            reader = open(target("the test", false));
        }
        return reader;
    }

    synchronized void add(TestProcess process) {
        processes.add(process);
    }

    synchronized List<TestProcess> processes() {
        return List.copyOf(processes);
    }

    /** The backends that this test was given, which are its own affair and closed with it. */
    private synchronized List<MessagingBackend> given() {
        List<MessagingBackend> given = new ArrayList<>(backends.values());
        given.addAll(agents.values());
        return given;
    }

    /** Closes everything. Idempotent. */
    @Override
    public void close() {
        closeAndFindLeaks();
    }

    /** Closes everything, and tells what somebody else should have closed. */
    List<String> closeAndFindLeaks() {
        synchronized (this) {
            if (closed) {
                return List.of();
            }
            closed = true;
        }
        hub.close();
        faults.clear();
        processes().forEach(TestProcess::close);
        given().forEach(MessagingBackend::close);
        LeakCheck leaks = new LeakCheck(this);
        leaks.closeLeftOpen();
        synchronized (this) {
            if (reader != null) {
                reader.close();
            }
        }
        leaks.checkConnections(settings.needsOwnServer() ? OptionalLong.of(0) : run.connectionsBefore());
        proxies.values().forEach(FaultProxy::close);
        closeServerAndClock();
        leaks.checkThreadsAndProcesses(run);
        return leaks.found();
    }

    private synchronized void closeServerAndClock() {
        if (ownServer != null) {
            ownServer.close();
        }
        if (clock != null) {
            clock.delete();
        }
    }
}
