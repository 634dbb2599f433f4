package io.messaging.embedded.protocol;

import io.messaging.administration.BackendStats;
import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.BackendStats.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The counts that {@code STATS} sends, as figures for people. Thread-safe. */
public final class ServerFigures {
    private static final Map<String, Unit> UNITS = Map.of(
            "uptime_millis",
            Unit.MILLIS,
            BackendStats.STORED_BYTES,
            Unit.BYTES,
            "disk_bytes",
            Unit.BYTES,
            "recovery_millis",
            Unit.MILLIS);

    private static final Map<String, String> NOTES = Map.of(
            "segments",
            "files of the data directory",
            "recovery_millis",
            "how long the last start took to read them",
            "connections",
            "the asking backend's included",
            "publish_drops",
            "published, not stored, and not read");

    private static final List<String> NAMES = List.of(
            "uptime_millis",
            BackendStats.TOPICS,
            BackendStats.MESSAGES,
            BackendStats.STORED_BYTES,
            "segments",
            "disk_bytes",
            "recovery_millis",
            "connections",
            BackendStats.SUBSCRIPTIONS,
            BackendStats.DURABLE_CLIENTS,
            "commands",
            "errors",
            "publish_drops");

    /** What only a server with a data directory has. */
    private static final Set<String> OF_A_DIRECTORY = Set.of("segments", "disk_bytes", "recovery_millis");

    private ServerFigures() {}

    /** Returns the figures in the order in which they are shown. */
    public static BackendStats of(Map<String, Object> counts) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.text("server_id", String.valueOf(counts.get("server_id"))));
        if (counts.containsKey("data_dir")) {
            figures.add(Figure.text("data_dir", String.valueOf(counts.get("data_dir"))));
        }
        NAMES.stream()
                .filter(name -> counts.containsKey(name) || !OF_A_DIRECTORY.contains(name))
                .forEach(name -> figures.add(figure(name, counts.get(name))));
        return new BackendStats(figures);
    }

    /** Servers of other versions may count other things. */
    private static Figure figure(String name, Object value) {
        Unit unit = UNITS.getOrDefault(name, Unit.COUNT);
        return value instanceof Number number
                ? new Figure(name, unit, number.longValue(), NOTES.get(name))
                : Figure.unknown(name, unit, "the server's version does not count them");
    }
}
