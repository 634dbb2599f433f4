package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.space.TestSpace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Several agents, each with its own backend over its own socket, and real processes. As a parameter of a
 * {@link MessagingTest} it ends with the test; {@link #start} creates one for use without JUnit.
 *
 * <pre>{@code
 * scenario.setupSubscriber("billing", "orders");
 * scenario.createBackend("shop").storeMessage("demo", "orders", order);
 * scenario.awaitReceived("billing", 1);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class DistributedTestScenario implements AutoCloseable {
    private final TestSpace space;
    private final Runnable onClose;
    private final MessageWaits waits;
    private final Faults faults;
    private final GemstoneGenerator generator;
    private final Map<String, List<Message>> received = new ConcurrentHashMap<>();

    DistributedTestScenario(TestSpace space, Runnable onClose) {
        this.space = space;
        this.onClose = onClose;
        this.waits = new MessageWaits(space);
        this.faults = new Faults(space);
        this.generator = space.newGenerator();
    }

    /**
     * Starts a scenario with its own server, without JUnit.
     *
     * @return a scenario, to be closed by the caller
     */
    public static DistributedTestScenario start() {
        return SocketMessagingTestHelper.start().scenario();
    }

    /**
     * Starts a scenario with its own server, without JUnit, that repeats the random decisions of another one.
     *
     * @param seed the seed that the other one has reported
     * @return a scenario, to be closed by the caller
     */
    public static DistributedTestScenario start(long seed) {
        return SocketMessagingTestHelper.start(seed).scenario();
    }

    /**
     * Returns an agent's backend, opened on first use and closed with the scenario.
     *
     * @param agent the agent's name
     * @return its backend
     */
    public MessagingBackend createBackend(String agent) {
        return space.agent(agent);
    }

    /**
     * Subscribes an agent, and keeps the messages that it receives.
     *
     * @param agent the agent's name
     * @param topic the topic
     * @return the active subscription
     */
    public Subscription setupSubscriber(String agent, String topic) {
        return setupSubscriber(agent, topic, SubscriptionOptions.plain());
    }

    /**
     * Subscribes an agent, and keeps the messages that it receives.
     *
     * @param agent the agent's name
     * @param topic the topic
     * @param options how to subscribe
     * @return the active subscription
     */
    public Subscription setupSubscriber(String agent, String topic, SubscriptionOptions options) {
        List<Message> kept = kept(agent);
        return createBackend(agent)
                .subscribe(
                        topic,
                        message -> {
                            kept.add(message);
                            space.recording().wake();
                        },
                        options);
    }

    private List<Message> kept(String agent) {
        return received.computeIfAbsent(agent, unknown -> new CopyOnWriteArrayList<>());
    }

    /**
     * Returns what an agent's subscribers have received.
     *
     * @param agent the agent's name
     * @return the messages in the order of their arrival, a copy
     */
    public List<Message> received(String agent) {
        return List.copyOf(kept(agent));
    }

    /**
     * Waits until an agent's subscribers have received as many messages.
     *
     * @param agent the agent's name
     * @param count how many at least
     * @return the messages in the order of their arrival
     */
    public List<Message> awaitReceived(String agent, int count) {
        return space.awaiting()
                .until(
                        () -> Optional.of(received(agent)).filter(messages -> messages.size() >= count),
                        () -> "expected " + agent + " to receive " + count + " messages, and there are "
                                + MessageWaits.shown(received(agent)));
    }

    /**
     * Waits until an agent's subscribers have received a message.
     *
     * @param agent the agent's name
     * @param predicate which message
     * @return the first such message
     */
    public Message awaitReceived(String agent, Predicate<? super Message> predicate) {
        return space.awaiting()
                .until(
                        () -> received(agent).stream().filter(predicate).findFirst(),
                        () -> "expected " + agent + " to receive a message that matches, and there are "
                                + MessageWaits.shown(received(agent)));
    }

    /**
     * Starts a JVM with this one's class path. It finds its configuration in the environment
     * ({@link MessagingConfig#fromEnvironment}), and in every argument that is {@link TestProcess#CONFIG}. Its standard
     * input is empty. Wait for what it does first with {@link TestProcess#awaitSubscribed}.
     *
     * @param name what reports and faults call it
     * @param main a class with a main method, of any visibility
     * @param args the arguments
     * @return the process, which ends with the scenario at the latest
     */
    public TestProcess startProcess(String name, Class<?> main, String... args) {
        return TestProcess.start(space, name, main, args);
    }

    /**
     * Returns the configuration of a program that takes part, in this process or in one that has this module on its
     * class path. Its topics have the names that the test uses.
     *
     * @param agent what reports and faults call it
     * @return a configuration that is valid as long as the scenario
     */
    public MessagingConfig config(String agent) {
        return space.config(agent);
    }

    /**
     * Returns the broker's name of a topic of this test, for programs without a configuration from here: in another
     * language, for instance, or for {@link io.messaging.embedded.EmbeddedServer#subscribers()}.
     *
     * @param topic the topic, as the test names it
     * @return the broker's name
     */
    public String brokerTopic(String topic) {
        return space.names().topic(topic);
    }

    /**
     * Returns the broker's name of a namespace of this test.
     *
     * @param namespace the namespace, as the test names it
     * @return the broker's name
     */
    public String brokerNamespace(String namespace) {
        return space.names().namespace(namespace);
    }

    /**
     * Returns the scenario's generator of ids.
     *
     * @return a generator with a machine number of its own, on the test's clock
     */
    public GemstoneGenerator generator() {
        return generator;
    }

    /**
     * Returns a message with a payload of one field.
     *
     * @param field the field's name
     * @param value its value, as JSON has it
     * @return a new message
     */
    public Message message(String field, Object value) {
        return Message.builder(generator).payload(Map.of(field, value)).build();
    }

    /**
     * Returns the waits that are about topics.
     *
     * @return the waits
     */
    public MessageWaits waits() {
        return waits;
    }

    /**
     * Waits until a topic holds as many messages; see {@link MessageWaits#awaitMessages}.
     *
     * @param topic the topic
     * @param count how many at least
     * @return the topic's messages
     */
    public List<Message> awaitMessages(String topic, int count) {
        return waits.awaitMessages(topic, count);
    }

    /** Waits until no message is under way; see {@link MessageWaits#awaitQuiescent}. */
    public void awaitQuiescent() {
        waits.awaitQuiescent();
    }

    /**
     * Asserts that a topic has stayed empty; see {@link MessageWaits#assertNothingPublished}.
     *
     * @param topic the topic
     */
    public void assertNothingPublished(String topic) {
        waits.assertNothingPublished(topic);
    }

    /**
     * Returns the faults that can be injected.
     *
     * @return the faults of this scenario's agents and processes
     */
    public Faults faults() {
        return faults;
    }

    /**
     * Returns the test's clock.
     *
     * @return the clock
     * @throws IllegalStateException when the test was set up without one
     */
    public TestClock clock() {
        return new TestClock(space.clock(), change -> space.recording().note(Kind.CLOCK, null, null, null, change));
    }

    /**
     * Waits for an event, such as a failed handler.
     *
     * @param predicate which event
     * @return the first such event
     */
    public RecordedEvent awaitEvent(Predicate<? super RecordedEvent> predicate) {
        return space.awaiting()
                .until(
                        () -> events().stream().filter(predicate).findFirst(),
                        () -> "expected an event that matches, among " + events().size());
    }

    /**
     * Waits until a handler has failed, and expects such failures: they never make the test fail.
     *
     * @param which the delivery that failed; what the handler threw is its {@link RecordedEvent#outcome}
     * @return the first such delivery
     */
    public RecordedEvent expectHandlerError(Predicate<? super RecordedEvent> which) {
        space.hub().handlerErrors().expect(which);
        return awaitEvent(event -> event.kind() == Kind.DELIVERY && event.failed() && which.test(event));
    }

    /**
     * Sets whether a handler that throws makes the test fail, or {@link #close} without JUnit; see
     * {@link MessagingTest#failOnHandlerError}.
     *
     * @param fail whether to fail; the default is true
     * @return this scenario
     */
    public DistributedTestScenario failOnHandlerError(boolean fail) {
        space.failOnHandlerError(fail);
        return this;
    }

    /**
     * Returns the events so far.
     *
     * @return a copy
     */
    public List<RecordedEvent> events() {
        return space.recording().events();
    }

    /**
     * Ends the agents and processes of a scenario that was created with {@link #start}; otherwise the test ends them.
     *
     * @throws AssertionError when the scenario was created with {@link #start} and a handler has failed; see
     *     {@link #failOnHandlerError}
     */
    @Override
    public void close() {
        onClose.run();
    }
}
