package io.messaging.testing;

import io.messaging.testing.event.Delivery;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.fault.FaultProxy;
import io.messaging.testing.space.TestServer;
import io.messaging.testing.space.TestSpace;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Injects faults between a test's agents. All of them end with {@link #clear}, or with the test.
 *
 * <p>An agent is identified by the name of its backend or configuration ({@link Agent},
 * {@link DistributedTestScenario#createBackend}), a process by the name it was started with. Connection faults need the
 * embedded backend and an agent of that name that has connected; rules and partitions between two agents work with every
 * backend. Thread-safe.
 */
public final class Faults {
    private final TestSpace space;

    Faults(TestSpace space) {
        this.space = space;
    }

    /**
     * Returns the random seed. A failure's report prints it; the configuration parameter {@code messaging.testing.seed}
     * sets it.
     *
     * @return the seed
     */
    public long seed() {
        return space.seed();
    }

    /**
     * Cuts all current connections of an agent. It may reconnect.
     *
     * @param agent the agent or process
     */
    public void cut(String agent) {
        connection(agent, "connections cut").cut();
    }

    /**
     * Cuts the agent's connection once a number of bytes has passed, counted from now in both directions.
     *
     * @param agent the agent or process
     * @param bytes how many still pass
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
     * Delays all data to and from an agent.
     *
     * @param agent the agent or process
     * @param by how long; zero ends it
     */
    public void delay(String agent, Duration by) {
        connection(agent, "delayed by " + by.toMillis() + " ms").delay(by);
    }

    /**
     * Stops an agent from reading: what the server sends accumulates in socket buffers.
     *
     * @param agent the agent or process, until {@link #heal(String)}
     */
    public void stopReading(String agent) {
        connection(agent, "stopped reading").stopReading();
    }

    /**
     * Partitions an agent silently: nothing passes in either direction, and nothing is lost.
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
     * Partitions two agents: messages that one has stored do not reach the other's handlers, nor do later ones. Nothing
     * is lost. Works with every backend.
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
     * Drops messages before they reach handlers. This breaks the contract, to test how the program copes with it.
     *
     * @param selects which
     */
    public void drop(Predicate<? super Delivery> selects) {
        rule("a rule drops messages", selects, 1, 0);
    }

    /**
     * Drops each message before a handler with a probability.
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
