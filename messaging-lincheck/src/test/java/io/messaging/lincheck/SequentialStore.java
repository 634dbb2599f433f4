package io.messaging.lincheck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a store does when one thread at a time uses it: the contract in a few lines. */
final class SequentialStore {
    private record Held(int topic, int number, int text, long expiresAt) {}

    /** All that was ever stored, in that order; null where it was cleared. */
    private final List<Held> log = new ArrayList<>();

    private int read;
    private long seconds;

    private Stream<Held> readable() {
        return log.stream().filter(this::isReadable);
    }

    private boolean isReadable(Held held) {
        return held != null && held.expiresAt() > seconds;
    }

    private static String shown(Held held) {
        return Samples.shown(held.number(), held.text());
    }

    String store(int topic, int number, int text) {
        return put(new Held(topic, number, text, Long.MAX_VALUE));
    }

    String storeFleeting(int topic, int number) {
        return put(new Held(topic, number, Samples.FLEETING_TEXT, seconds + 1));
    }

    private String put(Held held) {
        return readable()
                .filter(there -> there.topic() == held.topic() && there.number() == held.number())
                .findFirst()
                .map(there -> there.text() == held.text() ? "same" : "refused")
                .orElseGet(() -> {
                    log.add(held);
                    return "stored";
                });
    }

    /** In the order of ids: the second is the most urgent. */
    String since(int topic, int number) {
        return readable()
                .filter(held -> held.topic() == topic && held.number() > number)
                .sorted(Comparator.comparingInt(held -> held.number() == 2 ? 0 : held.number()))
                .map(SequentialStore::shown)
                .collect(Collectors.joining(" "));
    }

    String next(int topic, int number) {
        return readable()
                .filter(held -> held.topic() == topic && held.number() > number)
                .min(Comparator.comparingInt(Held::number))
                .map(SequentialStore::shown)
                .orElse("-");
    }

    /** Of one id in several topics, a read by id gives the one that was stored first. */
    String firstStored(int number) {
        return readable()
                .filter(held -> held.number() == number)
                .findFirst()
                .map(SequentialStore::shown)
                .orElse("");
    }

    void clear(int topic) {
        log.replaceAll(held -> held == null || held.topic() == topic ? null : held);
    }

    void tick() {
        seconds++;
    }

    /** What the one cursor of a run gives next: it began with the first message. */
    String read() {
        while (read < log.size()) {
            Held held = log.get(read++);
            if (isReadable(held)) {
                return shown(held);
            }
        }
        return "-";
    }
}
