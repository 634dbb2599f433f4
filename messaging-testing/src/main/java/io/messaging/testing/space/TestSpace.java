package io.messaging.testing.space;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.fault.DeliveryRules;
import io.messaging.testing.fault.FaultProxy;
import io.messaging.testing.leak.Leftovers;
import io.messaging.testing.leak.TestCode;
import io.messaging.testing.leak.TestThreads;
import io.messaging.testing.observed.HandlerErrors.HandlerError;
import io.messaging.testing.observed.ObservedMessagingBackendFactory;
import io.messaging.testing.observed.TestHub;
import io.messaging.testing.observed.TestNames;
import io.messaging.testing.observed.Underneath;
import io.messaging.testing.process.ChildProcess;
import io.messaging.testing.recording.Recording;
import io.messaging.testing.time.SharedClock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All that one test has: its names, its agents, its part of a server or a server of its own, what was recorded, what is
 * to be closed. Thread-safe: guarded by its monitor where nothing else is said.
 */
public final class TestSpace implements AutoCloseable, Underneath {
    private static final AtomicInteger MACHINES =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(GemstoneId.MAX_MACHINE + 1));

    private final String name;
    private final String title;
    private final boolean isForClass;
    private final TestSettings settings;
    private final TestRun run;
    private final long seed;
    private final Recording recording = new Recording();
    private final SharedClock clock;
    private final DeliveryRules rules;
    private final TestHub hub;
    private final Awaiting awaiting;
    private final Map<String, MessagingBackend> agents = new LinkedHashMap<>();
    private final Map<String, FaultProxy> proxies = new ConcurrentHashMap<>();
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private TestServer ownServer;
    private final TestCode code;
    private final Leftovers before = Leftovers.now();
    private TestThreads threads;
    private MessagingBackend reader;
    private volatile boolean failOnHandlerError;
    private boolean closed;

    /**
     * Begins.
     *
     * @param run what it shares with others
     * @param title what people call the test
     * @param isForClass whether it is for what a class has, and not for a single test
     * @param settings what it was set up with
     * @param seed decides what chance does in the test's faults
     * @param code what tells its threads from those of others
     */
    public TestSpace(TestRun run, String title, boolean isForClass, TestSettings settings, long seed, TestCode code) {
        this.run = run;
        this.isForClass = isForClass;
        this.title = title;
        this.settings = settings;
        this.seed = seed;
        this.code = code;
        failOnHandlerError = settings.failOnHandlerError();
        awaiting = new Awaiting(this, settings.timeout());
        name = run.nextSpace();
        clock = settings.hasClock() ? SharedClock.create() : null;
        rules = new DeliveryRules(seed);
        hub = new TestHub(name, recording, rules, this, clockOrSystem());
        run.begin(this);
    }

    private InstantSource clockOrSystem() {
        return clock == null ? InstantSource.system() : clock;
    }

    /** What people call the test. */
    public String title() {
        return title;
    }

    /** Marks what the current thread starts from now on as this test's. */
    public synchronized void markThreads() {
        threads = TestThreads.mark();
    }

    /** Ends that. */
    public void unmarkThreads() {
        threads().ifPresent(TestThreads::close);
    }

    /** Its classes. */
    public TestCode code() {
        return code;
    }

    /** What was there before it. */
    Leftovers before() {
        return before;
    }

    synchronized Optional<TestThreads> threads() {
        return Optional.ofNullable(threads);
    }

    /** What it was set up with. */
    public TestSettings settings() {
        return settings;
    }

    /** Sets whether a handler that fails makes the test fail. */
    public void failOnHandlerError(boolean fail) {
        failOnHandlerError = fail;
    }

    /** Whether it does. */
    public boolean failsOnHandlerError() {
        return failOnHandlerError;
    }

    /** What handlers have thrown that makes the test fail, each once. */
    public List<HandlerError> takeHandlerErrors() {
        List<HandlerError> errors = hub.handlerErrors().take();
        return failOnHandlerError ? errors : List.of();
    }

    /** Of what chance decides. */
    public long seed() {
        return seed;
    }

    /** What happened. */
    public Recording recording() {
        return recording;
    }

    /** What is known of its backends. */
    public TestHub hub() {
        return hub;
    }

    /** What is dropped, doubled or held back. */
    public DeliveryRules rules() {
        return rules;
    }

    /** Its names, and the broker's. */
    public TestNames names() {
        return hub.names();
    }

    /** Waits with its time limit. */
    public Awaiting awaiting() {
        return awaiting;
    }

    /** Its clock, when it has one. */
    public SharedClock clock() {
        if (clock == null) {
            throw new IllegalStateException(
                    "this test has no clock; ask for one where the test is set up: TestClock as "
                            + "a parameter of the test method, @MessagingTest(clock = true), or withClock()");
        }
        return clock;
    }

    /** Whether any server belongs to its backend. */
    boolean hasServer() {
        return settings.kind() == TestSettings.Kind.EMBEDDED;
    }

    /** The server; none but the embedded backend has one. */
    public synchronized TestServer server() {
        if (!hasServer()) {
            throw new IllegalStateException("this test has no server: its backend is not \"" + TestSettings.EMBEDDED
                    + "\" but " + settings.kind().words());
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

    /** A server that may be stopped. */
    public TestServer ownServer(String what) {
        TestServer server = server();
        if (!settings.needsOwnServer()) {
            throw new IllegalStateException(what + " needs a server that no other test uses: say "
                    + "@MessagingTest(ownServer = true), or withOwnServer()");
        }
        return server;
    }

    @Override
    public MessagingBackend open(MessagingConfig target) {
        return clock != null && settings.kind() == TestSettings.Kind.IN_MEMORY
                ? InMemoryMessagingBackend.open(name, Delivery.ASYNC, clock)
                : target.createBackend();
    }

    @Override
    public List<GemstoneId> idsIn(String topic) {
        return hasServer()
                ? List.of()
                : messages(topic).stream().map(Message::id).toList();
    }

    /** What lies under an observed backend; where there are sockets, faults can reach them. */
    private MessagingConfig target(String agent) {
        return switch (settings.kind()) {
            case OTHER -> settings.config();
            case IN_MEMORY ->
                config("io.messaging.inmemory", "InMemoryMessagingBackend", "broker", name, "delivery", "async");
            case EMBEDDED -> embedded(server().server().host(), proxyFor(agent).port(), false);
        };
    }

    private static MessagingConfig embedded(String host, int port, boolean inProcess) {
        return config(
                "io.messaging.embedded",
                "EmbeddedMessagingBackend",
                "host",
                host,
                "port",
                port,
                "auto_start_server",
                false,
                "in_process",
                inProcess);
    }

    private static MessagingConfig config(String module, String type, Object... options) {
        Map<String, Object> byName = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            byName.put((String) options[i], options[i + 1]);
        }
        return MessagingConfig.of(Map.of("backend_module", module, "backend_class", type, "backend_config", byName));
    }

    /** A configuration for a program in this process or, where the backend can be reached from there, in another. */
    public MessagingConfig config(String agent) {
        int controlPort = settings.kind() == TestSettings.Kind.IN_MEMORY ? 0 : run.controlPort();
        return ObservedMessagingBackendFactory.config(target(agent), name, agent, controlPort);
    }

    /** A configuration for another process. */
    public MessagingConfig configForProcess(String process) {
        if (settings.kind() == TestSettings.Kind.IN_MEMORY) {
            throw new IllegalStateException("another process cannot reach this test's backend, which is "
                    + settings.kind().words() + "; use \"" + TestSettings.EMBEDDED + "\"");
        }
        return config(process);
    }

    /** An agent's backend, opened when first asked for and closed with the test. */
    public synchronized MessagingBackend agent(String agent) {
        requireOpen("opens a backend for '" + agent + "'");
        return agents.computeIfAbsent(agent, unknown -> hub.open(target(unknown), unknown));
    }

    private void requireOpen(String what) {
        if (closed) {
            throw new IllegalStateException(title + " has ended and " + what);
        }
    }

    private FaultProxy proxyFor(String agent) {
        return proxies.computeIfAbsent(agent, unknown -> new FaultProxy(unknown, server().address()));
    }

    /** What stands between an agent and the server. */
    public FaultProxy proxy(String agent) {
        FaultProxy proxy = proxies.get(agent);
        if (proxy == null) {
            throw new IllegalArgumentException(
                    hasServer()
                            ? "nobody called '" + agent + "' has connected yet; there are " + proxies.keySet()
                            : "'" + agent + "' has no connection that could be disturbed: this test's backend is "
                                    + settings.kind().words() + "; use \"" + TestSettings.EMBEDDED + "\"");
        }
        return proxy;
    }

    /** All that stand between somebody and the server. */
    public Collection<FaultProxy> proxies() {
        return proxies.values();
    }

    /** What is wrong now, for the explanation of a wait that failed. */
    List<String> activeFaults() {
        List<String> active = new ArrayList<>();
        proxies.values().forEach(proxy -> active.addAll(proxy.active()));
        active.addAll(rules.active());
        return active;
    }

    /** Ends all faults and rules. */
    public void clearFaults() {
        rules.clear();
        proxies.values().forEach(FaultProxy::clear);
    }

    /** A generator with a machine number of its own, on the test's clock, and independent of how that is set. */
    public GemstoneGenerator newGenerator() {
        int machine = Math.floorMod(MACHINES.getAndIncrement(), GemstoneId.MAX_MACHINE + 1);
        return GemstoneGenerator.monotonic(machine, clockOrSystem());
    }

    /** Reads a topic without being recorded. */
    public List<Message> messages(String topic) {
        return names().own(reader().getMessagesForTopic(names().topic(topic)));
    }

    /** Stores to a topic without being recorded. */
    void store(String topic, Message message) {
        reader().storeMessage(names().namespace("default"), names().topic(topic), message);
    }

    /** A backend that is not observed. */
    synchronized MessagingBackend reader() {
        requireOpen("reads");
        if (reader == null) {
            reader = hasServer()
                    ? embedded(server().server().host(), server().server().port(), true)
                            .createBackend()
                    : open(target("the test"));
        }
        return reader;
    }

    /** Starts a program as a process of its own. */
    public ChildProcess startProcess(String process, Class<?> main, List<String> args, MessagingConfig config) {
        Map<String, String> environment = new HashMap<>();
        environment.put(MessagingConfig.ENVIRONMENT_VARIABLE, config.toJson());
        if (clock != null) {
            environment.put(SharedClock.ENVIRONMENT_VARIABLE, clock.file().toString());
        }
        synchronized (this) {
            requireOpen("starts the process '" + process + "'");
            ChildProcess before = processes.get(process);
            if (agents.containsKey(process) || (before != null && before.isAlive())) {
                throw new IllegalArgumentException("there is "
                        + (before == null ? "an agent" : "a running process") + " called '" + process
                        + "' already; give the new process a name of its own");
            }
            hub.processStarts(process);
            ChildProcess started =
                    ChildProcess.start(process, main, args, environment, recording, () -> hub.processEnded(process));
            processes.put(process, started);
            return started;
        }
    }

    /** The latest process of each name. */
    public synchronized List<ChildProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** Whether it has been closed. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Whether no other test has overlapped with this one so far. */
    public boolean isAlone() {
        return run.isAlone(this);
    }

    boolean isForClass() {
        return isForClass;
    }

    /** Closes everything. Idempotent. */
    @Override
    public void close() {
        closeAndFindLeaks();
    }

    /** Closes everything, and tells what somebody else should have closed. */
    public List<String> closeAndFindLeaks() {
        List<MessagingBackend> given;
        synchronized (this) {
            if (closed) {
                return List.of();
            }
            closed = true;
            given = List.copyOf(agents.values());
        }
        hub.close();
        clearFaults();
        processes().forEach(ChildProcess::close);
        given.forEach(MessagingBackend::close);
        LeakCheck leaks = new LeakCheck(this, run);
        leaks.closeLeftOpen();
        synchronized (this) {
            if (reader != null) {
                reader.close();
            }
        }
        leaks.checkConnections();
        proxies.values().forEach(FaultProxy::close);
        closeServerAndClock();
        leaks.checkThreadsAndProcesses();
        leaks.checkHandlers();
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
