package io.messaging.redis.administration;

import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.BackendStats.Unit;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.connection.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the servers report about themselves; the user may lack the permission. Immutable.
 *
 * @param servers the fields of INFO for each server; empty where it was refused
 */
record ServerFigures(List<Map<String, String>> servers) {
    private static final String USED_MEMORY = "used_memory_bytes";
    private static final String REFUSED = "the user may not ask: grant +info";

    static ServerFigures ask(RedisLink link) {
        List<Map<String, String>> servers = new ArrayList<>();
        try {
            for (RedisServer server : link.servers()) {
                servers.add(parse(link.call(server::info)));
            }
        } catch (MessagingConfigurationException noRight) {
            return new ServerFigures(List.of());
        }
        return new ServerFigures(servers);
    }

    private static Map<String, String> parse(String info) {
        return info.lines()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip(), (first, second) -> first));
    }

    List<Figure> about() {
        if (servers.isEmpty()) {
            return List.of(Figure.unknown("redis_version", Unit.TEXT, REFUSED));
        }
        String versions = servers.stream()
                .map(server -> server.get("redis_version"))
                .distinct()
                .collect(Collectors.joining(", "));
        long seconds = servers.stream()
                .mapToLong(server -> number(server, "uptime_in_seconds"))
                .min()
                .orElseThrow();
        Figure uptime = Figure.millis("uptime_millis", 1_000 * seconds);
        return List.of(
                Figure.text("redis_version", versions),
                servers.size() == 1 ? uptime : uptime.withNote("the youngest of " + servers.size() + " masters"));
    }

    List<Figure> memory() {
        if (servers.isEmpty()) {
            return List.of(Figure.unknown(USED_MEMORY, Unit.BYTES, REFUSED));
        }
        boolean limited = servers.stream().allMatch(server -> number(server, "maxmemory") > 0);
        Figure used = Figure.bytes(USED_MEMORY, sum("used_memory"))
                .withNote("of all that Redis holds, other programs' data too" + (limited ? "" : "; no limit is set"));
        return limited ? List.of(used, Figure.bytes("memory_limit_bytes", sum("maxmemory"))) : List.of(used);
    }

    private long sum(String name) {
        return servers.stream().mapToLong(server -> number(server, name)).sum();
    }

    private static long number(Map<String, String> server, String name) {
        String text = server.getOrDefault(name, "0");
        return text.chars().allMatch(Character::isDigit) && !text.isEmpty() ? Long.parseLong(text) : 0;
    }
}
