package io.messaging.testing.space;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The resources of one test: its names, agents, processes and recording, and access to a server. Thread-safe: its agents,
 * processes and reader are guarded by its monitor.
 */
public final class TestSpace implements AutoCloseable, Underneath {
    /** After a test, nobody wants what a handler that still runs would do. */
    static final Duration HANDLERS_MAY_TAKE = Duration.ofSeconds(1);

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
    private final TestNetwork network;
    private final TestHub hub;
    private final Awaiting awaiting;
    private final Map<String, MessagingBackend> agents = new LinkedHashMap<>();
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final TestCode code;
    private final Leftovers before = Leftovers.now();
    private TestThreads threads;
    private MessagingBackend reader;
    private volatile boolean failOnHandlerError;
    private boolean closed;

    /**
     * Begins.
     *
     * @param run what it shares with other tests
     * @param title the name shown to people
     * @param isForClass whether it belongs to a class instead of a single test
     * @param settings the settings
     * @param seed the random seed of faults
     * @param code the code that identifies its threads
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
        network = new TestNetwork(settings, run, clockOrSystem());
        hub = new TestHub(name, recording, rules, this, clockOrSystem());
        run.begin(this);
    }

    private InstantSource clockOrSystem() {
        return clock == null ? InstantSource.system() : clock;
    }

    /** Returns the name shown to people. */
    public String title() {
        return title;
    }

    /** Marks the threads that the current thread starts from now on as this test's. */
    public synchronized void markThreads() {
        threads = TestThreads.mark();
    }

    /** Ends that. */
    public void unmarkThreads() {
        threads().ifPresent(TestThreads::close);
    }

    public TestCode code() {
        return code;
    }

    /** Returns what existed before the test. */
    Leftovers before() {
        return before;
    }

    synchronized Optional<TestThreads> threads() {
        return Optional.ofNullable(threads);
    }

    public TestSettings settings() {
        return settings;
    }

    /** Sets whether a handler that fails makes the test fail. */
    public void failOnHandlerError(boolean fail) {
        failOnHandlerError = fail;
    }

    public boolean failsOnHandlerError() {
        return failOnHandlerError;
    }

    /** Returns what handlers have thrown that makes the test fail, each error once. */
    public List<HandlerError> takeHandlerErrors() {
        List<HandlerError> errors = hub.handlerErrors().take();
        return failOnHandlerError ? errors : List.of();
    }

    /** Returns the random seed of faults. */
    public long seed() {
        return seed;
    }

    public Recording recording() {
        return recording;
    }

    /** Returns what is known of its backends. */
    public TestHub hub() {
        return hub;
    }

    /** Returns the rules that drop, duplicate or hold back messages. */
    public DeliveryRules rules() {
        return rules;
    }

    /** Returns the mapping between its names and the broker's. */
    public TestNames names() {
        return hub.names();
    }

    /** Returns waits with its time limit. */
    public Awaiting awaiting() {
        return awaiting;
    }

    /** Returns its clock, if it has one. */
    public SharedClock clock() {
        if (clock == null) {
            throw new IllegalStateException(
                    "this test has no clock; ask for one where the test is set up: TestClock as "
                            + "a parameter of the test method, @MessagingTest(clock = true), or withClock()");
        }
        return clock;
    }

    /** Returns its server and the connections to it. */
    public TestNetwork network() {
        return network;
    }

    @Override
    public MessagingBackend open(MessagingConfig target) {
        return clock != null && settings.kind() == TestSettings.Kind.IN_MEMORY
                ? InMemoryMessagingBackend.open(name, Delivery.ASYNC, clock)
                : target.createBackend();
    }

    @Override
    public List<GemstoneId> idsIn(String topic) {
        return network.hasServer()
                ? List.of()
                : messages(topic).stream().map(Message::id).toList();
    }

    /** Returns the configuration under an observed backend; faults can disturb its sockets. */
    private MessagingConfig target(String agent) {
        return switch (settings.kind()) {
            case OTHER -> settings.config();
            case IN_MEMORY ->
                TestSettings.config(
                        "io.messaging.inmemory",
                        "InMemoryMessagingBackend",
                        Map.of("broker", name, "delivery", "async"));
            case EMBEDDED -> network.config(agent);
        };
    }

    /** Returns a configuration for a program in this process or, if the backend can be reached, in another. */
    public MessagingConfig config(String agent) {
        int controlPort = settings.kind() == TestSettings.Kind.IN_MEMORY ? 0 : run.controlPort();
        return ObservedMessagingBackendFactory.config(target(agent), name, agent, controlPort);
    }

    /** Returns a configuration for another process. */
    public MessagingConfig configForProcess(String process) {
        if (settings.kind() == TestSettings.Kind.IN_MEMORY) {
            throw new IllegalStateException("another process cannot reach this test's backend, which is "
                    + settings.kind().words() + "; use \"" + TestSettings.EMBEDDED + "\"");
        }
        return config(process);
    }

    /** Returns an agent's backend, opened on first use and closed with the test. */
    public synchronized MessagingBackend agent(String agent) {
        requireOpen("opens a backend for '" + agent + "'");
        return agents.computeIfAbsent(agent, unknown -> hub.open(target(unknown), unknown));
    }

    private void requireOpen(String what) {
        if (closed) {
            throw new IllegalStateException(title + " has ended and " + what);
        }
    }

    /** Describes the faults in force, to explain a wait that failed. */
    List<String> activeFaults() {
        List<String> active = new ArrayList<>(network.activeFaults());
        active.addAll(rules.active());
        return active;
    }

    /** Ends all faults and rules. */
    public void clearFaults() {
        rules.clear();
        network.proxies().forEach(FaultProxy::clear);
    }

    /** Returns a generator with its own machine number, on the test's clock, whose ids increase even if that is set back. */
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

    /** Returns a backend that is not observed. */
    synchronized MessagingBackend reader() {
        requireOpen("reads");
        if (reader == null) {
            reader = network.hasServer() ? network.directConfig().createBackend() : open(target("the test"));
        }
        return reader;
    }

    /** Starts a program in a new process. */
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

    /** Returns the latest process of each name. */
    public synchronized List<ChildProcess> processes() {
        return List.copyOf(processes.values());
    }

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

    /** Closes everything, and returns what the test should have closed. */
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
        given.forEach(backend -> backend.close(HANDLERS_MAY_TAKE));
        LeakCheck leaks = new LeakCheck(this, run);
        leaks.closeLeftOpen();
        synchronized (this) {
            if (reader != null) {
                reader.close();
            }
        }
        leaks.checkConnections();
        network.close();
        if (clock != null) {
            clock.delete();
        }
        leaks.checkThreadsAndProcesses();
        leaks.checkHandlers();
        return leaks.found();
    }
}
