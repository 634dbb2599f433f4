package io.messaging.testing;

import io.messaging.testing.event.Delivery;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.fault.FaultProxy;
import io.messaging.testing.space.TestServer;
import io.messaging.testing.space.TestSpace;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What can go wrong between a test's agents, made to happen. All of it ends with {@link #clear}, at the latest when the
 * test ends.
 *
 * <p>An agent is known by the name under which it was given its backend or configuration ({@link Agent},
 * {@link DistributedTestScenario#createBackend}), a process by the one with which it was started. Faults of connections
 * need the embedded backend, and somebody of that name that has connected; rules and partitions between two work with
 * every backend. Thread-safe.
 */
public final class Faults {
    private final TestSpace space;

    Faults(TestSpace space) {
        this.space = space;
    }

    /**
     * Returns the seed of everything that chance decides. A failure's report prints it; the configuration parameter
     * {@code messaging.testing.seed} sets it.
     *
     * @return the seed
     */
    public long seed() {
        return space.seed();
    }

    /**
     * Cuts all connections of an agent, now. New ones may be made.
     *
     * @param agent the agent or process
     */
    public void cut(String agent) {
        connection(agent, "connections cut").cut();
    }

    /**
     * Cuts the agent's connection that brings the total of bytes, in both directions and from now on, to a number.
     *
     * @param agent the agent or process
     * @param bytes how many still get through
     */
    public void cutAfterBytes(String agent, long bytes) {
        connection(agent, "connection to be cut after " + bytes + " bytes").cutAfterBytes(bytes);
    }

    /**
     * Cuts the agent's connection in the middle of the next line that the server sends.
     *
     * @param agent the agent or process
     */
    public void cutInLine(String agent) {
        connection(agent, "connection to be cut in the middle of the next line").cutInLine();
    }

    /**
     * Cuts the agent's connection in the middle of the next line that it sends, a store for instance: the server never
     * sees the line's end.
     *
     * @param agent the agent or process
     */
    public void cutInRequest(String agent) {
        connection(agent, "connection to be cut in the middle of its next request")
                .cutInRequest();
    }

    /**
     * Delays whatever goes to and from an agent.
     *
     * @param agent the agent or process
     * @param by how long; zero ends it
     */
    public void delay(String agent, Duration by) {
        connection(agent, "delayed by " + by.toMillis() + " ms").delay(by);
    }

    /**
     * Stops an agent from reading: what the server sends it piles up in socket buffers.
     *
     * @param agent the agent or process, until {@link #heal(String)}
     */
    public void stopReading(String agent) {
        connection(agent, "stopped reading").stopReading();
    }

    /**
     * Cuts an agent off, silently: nothing gets through in either direction, and nothing is lost.
     *
     * @param agent the agent or process, until {@link #heal(String)}
     */
    public void partition(String agent) {
        connection(agent, "partitioned").partition();
    }

    /**
     * Ends {@link #partition(String)}, {@link #stopReading}, and {@link #delay}.
     *
     * @param agent the agent or process
     */
    public void heal(String agent) {
        connection(agent, "healed").clear();
    }

    /**
     * Keeps two agents apart: what one has stored does not reach the other's handlers, and what comes behind it waits
     * too. Nothing is lost. Works with every backend.
     *
     * @param one an agent or process
     * @param other another
     */
    public void partition(String one, String other) {
        note(one, "partitioned from " + other);
        space.rules().partition(one, other);
    }

    /**
     * Ends {@link #partition(String, String)}.
     *
     * @param one an agent or process
     * @param other another
     */
    public void heal(String one, String other) {
        note(one, "no longer partitioned from " + other);
        space.rules().heal(one, other);
    }

    /**
     * Stops the server, which loses its messages, and starts another on the same port.
     *
     * @throws IllegalStateException when the test shares its server, or has none
     */
    public void restartServer() {
        TestServer server = space.network().ownServer("restartServer()");
        note(null, "server restarted");
        server.restart();
    }

    /**
     * Keeps messages from handlers. This breaks the backend's promise, to test what the user's program makes of it.
     *
     * @param selects which
     */
    public void drop(Predicate<? super Delivery> selects) {
        rule("a rule drops messages", selects, 1, 0);
    }

    /**
     * Keeps each message from a handler with a probability.
     *
     * @param probability 0 to 1
     */
    public void dropRandomly(double probability) {
        rule("a rule drops messages" + withChance(probability), delivery -> true, probability, 0);
    }

    /**
     * Delivers messages to handlers twice. This breaks the contract, to test how the program copes with it.
     *
     * @param selects which
     */
    public void duplicate(Predicate<? super Delivery> selects) {
        rule("a rule duplicates messages", selects, 1, 2);
    }

    /**
     * Delivers each message to a handler twice with a probability.
     *
     * @param probability 0 to 1
     */
    public void duplicateRandomly(double probability) {
        rule("a rule duplicates messages" + withChance(probability), delivery -> true, probability, 2);
    }

    private String withChance(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + "; it goes from 0 to 1");
        }
        return " with probability " + probability + ", seed " + seed();
    }

    private void rule(String words, Predicate<? super Delivery> selects, double probability, int times) {
        note(null, words);
        space.rules().add(words, selects, probability, times);
    }

    /** Ends all faults and rules; what was lost stays lost. */
    public void clear() {
        note(null, "all cleared");
        space.clearFaults();
    }

    private FaultProxy connection(String agent, String what) {
        FaultProxy proxy = space.network().proxy(agent);
        note(agent, what);
        return proxy;
    }

    private void note(String agent, String what) {
        space.recording().note(Kind.FAULT, agent, null, null, what);
    }
}
