package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.testing.leak.TestCode;
import io.messaging.testing.space.TestRun;
import io.messaging.testing.space.TestSettings;
import io.messaging.testing.space.TestSpace;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A server on a free port and its clients, closed together: for tests without JUnit, or with a lifecycle of their own.
 *
 * <pre>{@code
 * try (SocketMessagingTestHelper helper = SocketMessagingTestHelper.start()) {
 *     MessagingBackend backend = helper.createBackend("agent1");
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class SocketMessagingTestHelper implements AutoCloseable {
    private final TestRun run = new TestRun();
    private final TestSpace space;
    private final DistributedTestScenario scenario;

    private SocketMessagingTestHelper(TestSettings settings, long seed) {
        space = new TestSpace(run, "a test with SocketMessagingTestHelper", false, settings, seed, callersCode());
        scenario = new DistributedTestScenario(space, this::close);
        space.network().server();
    }

    private static TestCode callersCode() {
        Class<?> caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.<Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                        .filter(type ->
                                type != SocketMessagingTestHelper.class && type != DistributedTestScenario.class)
                        .findFirst()
                        .orElse(SocketMessagingTestHelper.class));
        return new TestCode(caller, List::of);
    }

    /**
     * Starts a server.
     *
     * @return a helper, to be closed by the caller
     */
    public static SocketMessagingTestHelper start() {
        return start(ThreadLocalRandom.current().nextInt(1_000_000));
    }

    static SocketMessagingTestHelper start(long seed) {
        return new SocketMessagingTestHelper(TestSettings.defaults().ownServer(true), seed);
    }

    /**
     * Starts a server on a clock that the test controls.
     *
     * @return a helper, to be closed by the caller
     */
    public static SocketMessagingTestHelper startWithClock() {
        return new SocketMessagingTestHelper(
                TestSettings.defaults().clock(true), ThreadLocalRandom.current().nextInt(1_000_000));
    }

    /**
     * Returns the server.
     *
     * @return the current server, a new one after {@link Faults#restartServer}
     */
    public EmbeddedServer server() {
        return space.network().server().server();
    }

    /**
     * Returns the configuration of a client of the server.
     *
     * @param agent what reports call it
     * @return a configuration that is valid as long as this helper
     */
    public MessagingConfig config(String agent) {
        return space.config(agent);
    }

    /**
     * Returns an agent's backend over a socket of its own, opened on first use and closed with this.
     *
     * @param agent the agent's name
     * @return its backend
     */
    public MessagingBackend createBackend(String agent) {
        return space.agent(agent);
    }

    /**
     * Returns the scenario on the same server: agents, processes, waits and faults.
     *
     * @return a scenario that is closed with this helper
     */
    public DistributedTestScenario scenario() {
        return scenario;
    }

    /**
     * Closes everything, and reports what the test has opened and not closed.
     *
     * @return a sentence for each resource that is still open
     */
    public List<String> closeAndFindLeaks() {
        List<String> leaks = space.closeAndFindLeaks();
        run.close();
        return leaks;
    }

    /**
     * Closes everything. Idempotent.
     *
     * @throws AssertionError when a handler has failed; see {@link DistributedTestScenario#failOnHandlerError}
     */
    @Override
    public void close() {
        closeAndFindLeaks();
        HandlerFailure.of(space.title(), space.takeHandlerErrors()).ifPresent(failure -> {
            throw failure;
        });
    }
}
