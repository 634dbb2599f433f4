package io.messaging.testing;

import io.messaging.message.Message;
import io.messaging.testing.RecordedEvent.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What can go wrong between a test's agents, made to happen. All of it ends with {@link #clear}, at the latest when the
 * test ends.
 *
 * <p>Faults of connections need agents that have one: those of a {@link DistributedTestScenario} and child processes,
 * with the embedded backend. Rules work with every backend. Thread-safe.
 */
public final class Faults {
    private final TestSpace space;
    private final DeliveryRules rules;
    private final long seed;

    Faults(TestSpace space, DeliveryRules rules, long seed) {
        this.space = space;
        this.rules = rules;
        this.seed = seed;
    }

    /**
     * A message on its way to a handler. Immutable.
     *
     * @param from the agent or process that stored it; null where that is not known
     * @param to the agent or process that is to get it
     * @param topic the topic, as the test names it
     * @param message the message
     */
    public record Delivery(String from, String to, String topic, Message message) {}

    /**
     * Gives the seed of everything that chance decides. A failure's report prints it; the configuration parameter
     * {@code messaging.testing.seed} sets it.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    /**
     * Cuts all connections of an agent, now. New ones may be made.
     *
     * @param agent the agent or process
     */
    public void cut(String agent) {
        note(agent, "connections cut");
        space.proxy(agent).cut();
    }

    /**
     * Cuts the agent's connection that brings the total of bytes, in both directions and from now on, to a number.
     *
     * @param agent the agent or process
     * @param bytes how many still get through
     */
    public void cutAfterBytes(String agent, long bytes) {
        note(agent, "connection to be cut after " + bytes + " bytes");
        space.proxy(agent).cutAfterBytes(bytes);
    }

    /**
     * Cuts the agent's connection in the middle of the next line that the server sends.
     *
     * @param agent the agent or process
     */
    public void cutInLine(String agent) {
        note(agent, "connection to be cut in the middle of the next line");
        space.proxy(agent).cutInLine();
    }

    /**
     * Delays whatever goes to and from an agent.
     *
     * @param agent the agent or process
     * @param by how long; zero ends it
     */
    public void delay(String agent, Duration by) {
        note(agent, "delayed by " + by.toMillis() + " ms");
        space.proxy(agent).delay(by);
    }

    /**
     * Makes an agent stop reading: what the server sends it piles up in sockets.
     *
     * @param agent the agent or process, until {@link #heal(String)}
     */
    public void stopReading(String agent) {
        note(agent, "stopped reading");
        space.proxy(agent).stopReading();
    }

    /**
     * Cuts an agent off, silently: nothing gets through in either direction, and nothing is lost.
     *
     * @param agent the agent or process, until {@link #heal(String)}
     */
    public void partition(String agent) {
        note(agent, "partitioned");
        space.proxy(agent).partition();
    }

    /**
     * Ends {@link #partition(String)}, {@link #stopReading}, and {@link #delay}.
     *
     * @param agent the agent or process
     */
    public void heal(String agent) {
        note(agent, "healed");
        space.proxy(agent).clear();
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
        rules.partition(one, other);
    }

    /**
     * Ends {@link #partition(String, String)}.
     *
     * @param one an agent or process
     * @param other another
     */
    public void heal(String one, String other) {
        note(one, "no longer partitioned from " + other);
        rules.heal(one, other);
    }

    /**
     * Stops the server, which loses its messages, and starts another on the same port.
     *
     * @throws IllegalStateException when the test shares its server, or has none
     */
    public void restartServer() {
        note(null, "server restarted");
        space.ownServer("restartServer()").restart();
    }

    /**
     * Keeps messages from handlers. This breaks the backend's promise, to test what the user's program makes of it.
     *
     * @param selects which
     */
    public void drop(Predicate<Delivery> selects) {
        note(null, "a rule drops messages");
        rules.add(selects, 1, 0);
    }

    /**
     * Keeps each message from a handler with a probability.
     *
     * @param probability 0 to 1
     */
    public void dropRandomly(double probability) {
        requireProbability(probability);
        note(null, "a rule drops messages with probability " + probability + ", seed " + seed);
        rules.add(delivery -> true, probability, 0);
    }

    /**
     * Gives messages to handlers twice. This breaks the backend's promise, to test what the user's program makes of it.
     *
     * @param selects which
     */
    public void duplicate(Predicate<Delivery> selects) {
        note(null, "a rule duplicates messages");
        rules.add(selects, 1, 2);
    }

    /**
     * Gives each message to a handler twice with a probability.
     *
     * @param probability 0 to 1
     */
    public void duplicateRandomly(double probability) {
        requireProbability(probability);
        note(null, "a rule duplicates messages with probability " + probability + ", seed " + seed);
        rules.add(delivery -> true, probability, 2);
    }

    private static void requireProbability(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + "; it goes from 0 to 1");
        }
    }

    /** Ends all faults and rules; what was lost stays lost. */
    public void clear() {
        rules.clear();
        space.proxies().forEach(FaultProxy::clear);
    }

    /** What is wrong now, for the explanation of a wait that failed. */
    List<String> active() {
        List<String> active = new ArrayList<>();
        space.proxies().stream().flatMap(proxy -> proxy.active().stream()).forEach(active::add);
        rules.partitions().forEach(pair -> active.add("partition between " + String.join(" and ", pair)));
        return active;
    }

    private void note(String agent, String what) {
        space.recording().note(Kind.FAULT, agent, null, null, what);
    }
}
