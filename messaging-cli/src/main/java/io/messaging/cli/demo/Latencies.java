package io.messaging.cli.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Durations and their percentiles. Owned by one thread. */
final class Latencies {
    private final List<Long> nanos = new ArrayList<>();

    void add(long value) {
        nanos.add(value);
    }

    int count() {
        return nanos.size();
    }

    /** Returns the percentile, above 0 and up to 100, by the nearest-rank method. */
    long percentile(double percent) {
        if (nanos.isEmpty()) {
            throw new IllegalStateException("no time was added; ask count() first");
        }
        Collections.sort(nanos);
        return nanos.get(Math.max(1, (int) Math.ceil(percent / 100 * count())) - 1);
    }
}
