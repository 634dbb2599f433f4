package io.messaging.cli.server;

import io.messaging.cli.terminal.Figures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** How much counters grow per second from one look to the next. Not thread-safe. */
final class Rates {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private Map<List<String>, Long> counts = Map.of();
    private Map<List<String>, Long> perSecond = Map.of();
    private long nanos;

    Rates() {
        this(System::nanoTime);
    }

    Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Takes the counts of this moment. */
    void update(Map<List<String>, Long> now) {
        long time = nanoTime.getAsLong();
        double seconds = Math.max(1, time - nanos) / NANOS_PER_SECOND;
        Map<List<String>, Long> rates = new LinkedHashMap<>();
        now.forEach((key, count) -> {
            if (counts.containsKey(key)) {
                rates.put(key, Math.round((count - counts.get(key)) / seconds));
            }
        });
        perSecond = rates;
        counts = Map.copyOf(now);
        nanos = time;
    }

    /** Returns how many per second; null at the first look. */
    Long perSecond(List<String> key) {
        return perSecond.get(key);
    }

    /** Returns the same for people; empty at the first look. */
    String text(List<String> key) {
        Long rate = perSecond.get(key);
        return rate == null ? "" : Figures.count(rate);
    }
}
