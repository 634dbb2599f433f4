package io.messaging.cli.soak;

import io.messaging.cli.soak.Findings.Kind;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * The messages that one subscription is due and has received. What a writer stores to a topic is numbered without gaps
 * and delivered in that order, so one number per writer is enough.
 *
 * <p>Thread-safe: guarded by its monitor.
 */
final class Book {
    private static final int UNKNOWN = -1;
    private static final int MOST_MISSING = 10_000;

    private final String name;
    private final SoakTopic topic;
    private final Stored stored;
    private final ServerEras eras;
    private final Findings findings;
    private final LongAdder received;
    private final int[] due;

    /** Messages below this were stored before the subscription was requested, and must not be delivered. */
    private final int[] earliest;

    /** The first message due at the latest: its store began after the subscription was active. */
    private final int[] latest;

    private final Set<Long> missing = new HashSet<>();
    private final Set<Long> twice = new HashSet<>();

    /** Given-up stores that had not arrived when a later one did: they may still arrive. */
    private final Set<Long> uncertain = new HashSet<>();

    /** A durable client that returned may receive again what it had handled, up to the first new message. */
    private final boolean[] mayRepeat;

    private long repeated;
    private long goneWithServer;
    private long fromTwoServers;
    private boolean active;

    Book(
            String name,
            SoakTopic topic,
            int writers,
            Stored stored,
            ServerEras eras,
            Findings findings,
            LongAdder received) {
        this.name = name;
        this.topic = topic;
        this.stored = stored;
        this.eras = eras;
        this.findings = findings;
        this.received = received;
        due = new int[writers];
        earliest = new int[writers];
        latest = new int[writers];
        mayRepeat = new boolean[writers];
        for (int writer = 0; writer < writers; writer++) {
            due[writer] = UNKNOWN;
            earliest[writer] = stored.confirmed(writer, topic.number());
            latest[writer] = Integer.MAX_VALUE;
        }
    }

    /** For a durable client that subscribes before anything is stored. */
    synchronized void dueFromTheBeginning() {
        Arrays.fill(due, 0);
    }

    /** {@code subscribe} has returned. */
    synchronized void active() {
        if (!active) {
            active = true;
            for (int writer = 0; writer < due.length; writer++) {
                latest[writer] = stored.begun(writer, topic.number());
            }
        }
    }

    synchronized boolean isActive() {
        return active;
    }

    /** A durable client has subscribed again. */
    synchronized void resumed() {
        Arrays.fill(mayRepeat, true);
    }

    synchronized void received(SoakMessage message) {
        received.increment();
        int writer = message.writer();
        int number = message.number();
        if (!message.whole()) {
            findings.add(Kind.DAMAGED, 1, text(writer, number));
        }
        if (due[writer] == UNKNOWN) {
            first(writer, number);
        } else if (number < due[writer]) {
            again(writer, number);
            return;
        } else if (number > due[writer]) {
            gap(writer, due[writer], number, number);
        }
        mayRepeat[writer] = false;
        due[writer] = number + 1;
    }

    private void first(int writer, int number) {
        if (number < earliest[writer]) {
            findings.add(Kind.DOUBLED, 1, text(writer, number) + ", stored before the subscription began");
        } else if (number > latest[writer]) {
            gap(writer, latest[writer], number, number);
        }
    }

    private void again(int writer, int number) {
        if (missing.remove(key(writer, number))) {
            findings.lostCameLate(text(writer, number) + ", after " + (due[writer] - 1));
        } else if (uncertain.remove(key(writer, number))) {
            mayRepeat[writer] = false; // new, although late
        } else if (mayRepeat[writer]) {
            repeated++;
        } else if (eras.wasUnderWay(writer, topic.number(), number) && twice.add(key(writer, number))) {
            fromTwoServers++;
        } else {
            findings.add(Kind.DOUBLED, 1, text(writer, number) + ", where " + due[writer] + " was due");
        }
    }

    /**
     * Records a gap. Short-lived messages may have expired, messages of a stopped server may be gone with it, and what
     * a process was storing when it was killed may not be stored.
     */
    private void gap(int writer, int from, int to, int seen) {
        if (topic.fleeting()) {
            return;
        }
        int excused = Math.min(to, eras.excusedBelow(writer, topic.number(), seen));
        goneWithServer += Math.max(0, excused - from);
        for (int number = Math.max(from, excused); number < to; number++) {
            if (stored.isGivenUp(writer, topic.number(), number)) {
                uncertain.add(key(writer, number));
            } else {
                findings.add(Kind.LOST, 1, text(writer, number));
                if (missing.size() < MOST_MISSING) {
                    missing.add(key(writer, number));
                }
            }
        }
    }

    private static long key(int writer, int number) {
        return (long) writer << 32 | number;
    }

    private String text(int writer, int number) {
        return name + ", topic " + topic.name() + ", writer " + writer + ", number " + number;
    }

    /** Returns how many are certainly stored and have not arrived; uncertain ones may never arrive. */
    synchronized long behind() {
        if (topic.fleeting()) {
            return 0;
        }
        long behind = 0;
        for (int writer = 0; writer < due.length; writer++) {
            int from = Math.max(
                    due[writer] == UNKNOWN ? latest[writer] : due[writer],
                    eras.excusedBelow(writer, topic.number(), Integer.MAX_VALUE));
            int end = stored.confirmed(writer, topic.number());
            if (from < end) {
                behind += stored.certain(writer, topic.number(), from, end);
            }
        }
        return behind;
    }

    /** Nothing more arrives: what is still due is lost. */
    synchronized void close() {
        for (int writer = 0; writer < due.length; writer++) {
            int from = due[writer] == UNKNOWN ? latest[writer] : due[writer];
            int end = stored.confirmed(writer, topic.number());
            if (from < end) {
                gap(writer, from, end, Integer.MAX_VALUE);
            }
        }
    }

    SoakTopic topic() {
        return topic;
    }

    synchronized long repeated() {
        return repeated;
    }

    /** Returns how many are excused because they were stored at a server that was stopped. */
    synchronized long goneWithServer() {
        return goneWithServer;
    }

    /** Returns how many were delivered by a stopped server and again by the next, where their store was repeated. */
    synchronized long fromTwoServers() {
        return fromTwoServers;
    }
}
