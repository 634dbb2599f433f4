package io.messaging.cli.soak;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/** How far each writer has got in each topic: begun, and confirmed. A number each, however many messages. Thread-safe. */
final class Stored {
    private final int topics;
    private final AtomicIntegerArray begun;
    private final AtomicIntegerArray confirmed;
    private final LongAdder messages = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    Stored(int writers, int topics) {
        this.topics = topics;
        begun = new AtomicIntegerArray(writers * topics);
        confirmed = new AtomicIntegerArray(writers * topics);
    }

    /** Gives the number of the next message. */
    int begin(int writer, int topic) {
        return begun.getAndIncrement(writer * topics + topic);
    }

    /** The oldest that was not confirmed is stored. */
    void confirm(int writer, int topic, int jsonBytes) {
        confirmed.incrementAndGet(writer * topics + topic);
        messages.increment();
        bytes.add(jsonBytes);
    }

    int begun(int writer, int topic) {
        return begun.get(writer * topics + topic);
    }

    int confirmed(int writer, int topic) {
        return confirmed.get(writer * topics + topic);
    }

    long messages() {
        return messages.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
