package io.messaging.cli.soak;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** How many stores each writer has begun and confirmed in each topic. Thread-safe. */
final class Stored {
    private final int topics;
    private final AtomicIntegerArray begun;
    private final AtomicIntegerArray confirmed;
    private final Set<Long> givenUp = ConcurrentHashMap.newKeySet();
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Stored(int writers, int topics) {
        this.topics = topics;
        begun = new AtomicIntegerArray(writers * topics);
        confirmed = new AtomicIntegerArray(writers * topics);
    }

    /** Returns the number of the next message. */
    int begin(int writer, int topic) {
        return begun.getAndIncrement(at(writer, topic));
    }

    /** Confirms the oldest unconfirmed store. */
    void confirm(int writer, int topic, int jsonBytes) {
        confirmed.incrementAndGet(at(writer, topic));
        messages.increment();
        bytes.add(jsonBytes);
    }

    /** Gives up the oldest unconfirmed store: its writer is gone, and its outcome is unknown. */
    void giveUp(int writer, int topic) {
        givenUp.add(key(at(writer, topic), confirmed(writer, topic)));
        confirmed.incrementAndGet(at(writer, topic));
    }

    boolean isGivenUp(int writer, int topic, int number) {
        return givenUp.contains(key(at(writer, topic), number));
    }

    /** Returns how many of a range are certainly stored: without those given up. */
    int certain(int writer, int topic, int from, int to) {
        int at = at(writer, topic);
        long givenUpThere = givenUp.stream()
                .filter(key -> key >= key(at, from) && key < key(at, to))
                .count();
        return Math.max(0, to - from - (int) givenUpThere);
    }

    int givenUp() {
        return givenUp.size();
    }

    private static long key(int at, int number) {
        return (long) at << 32 | number;
    }

    /** Returns the index of writer and topic in {@link #allBegun} and {@link #allConfirmed}. */
    int at(int writer, int topic) {
        return writer * topics + topic;
    }

    int[] allBegun() {
        return copy(begun);
    }

    int[] allConfirmed() {
        return copy(confirmed);
    }

    private static int[] copy(AtomicIntegerArray counts) {
        int[] copy = new int[counts.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    int begun(int writer, int topic) {
        return begun.get(at(writer, topic));
    }

    int confirmed(int writer, int topic) {
        return confirmed.get(at(writer, topic));
    }

    long messages() {
        return messages.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
