package io.messaging.embedded.client;

import io.messaging.backend.Administration;
import io.messaging.backend.BackendStats;
import io.messaging.backend.BackendStats.Figure;
import io.messaging.backend.BackendStats.Unit;
import java.util.List;
import java.util.Map;

/** What whichever server holds has stored. Thread-safe. */
final class ServerAdministration implements Administration {
    private static final Map<String, String> NOTES = Map.of(
            "connections", "this backend's included",
            "publish_drops", "published, not stored, and not read");

    private final LinkKeeper keeper;
    private final String place;

    ServerAdministration(LinkKeeper keeper, String place) {
        this.keeper = keeper;
        this.place = place;
    }

    @Override
    public BackendStats stats() {
        Map<String, Object> counts = keeper.call((link, deadline) -> link.stats(deadline));
        return new BackendStats(List.of(
                Figure.text("server", place),
                Figure.text("server_id", String.valueOf(counts.get("server_id"))),
                figure(counts, "uptime_millis", Unit.MILLIS),
                figure(counts, BackendStats.TOPICS, Unit.COUNT),
                figure(counts, BackendStats.MESSAGES, Unit.COUNT),
                figure(counts, BackendStats.STORED_BYTES, Unit.BYTES),
                figure(counts, "connections", Unit.COUNT),
                figure(counts, BackendStats.SUBSCRIPTIONS, Unit.COUNT),
                figure(counts, BackendStats.DURABLE_CLIENTS, Unit.COUNT),
                figure(counts, "commands", Unit.COUNT),
                figure(counts, "errors", Unit.COUNT),
                figure(counts, "publish_drops", Unit.COUNT)));
    }

    /** Servers of other versions may count other things. */
    private static Figure figure(Map<String, Object> counts, String name, Unit unit) {
        return counts.get(name) instanceof Number number
                ? new Figure(name, unit, number.longValue(), NOTES.get(name))
                : Figure.unknown(name, unit, "the server's version does not count them");
    }

    @Override
    public long clear(String topic) {
        return keeper.call((link, deadline) -> link.clear(topic, deadline));
    }

    @Override
    public long clearAll() {
        return keeper.call((link, deadline) -> link.clear(null, deadline));
    }
}
