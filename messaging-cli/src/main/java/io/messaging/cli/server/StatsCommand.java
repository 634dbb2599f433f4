package io.messaging.cli.server;

import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.embedded.ServerStats;
import io.messaging.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging stats}. */
@Command(
        name = "stats",
        description = {"Shows what an embedded server holds and has done.", ""})
public final class StatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--json", description = "As a JSON object, for programs.")
    private boolean json;

    @Mixin
    private BackendOptions backendOptions;

    /** The command, to be filled in by picocli. */
    public StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (ServerAccess server = ServerAccess.open(backendOptions, "stats")) {
            ServerStats stats = server.backend().stats();
            if (json) {
                terminal.say(JsonText.write(tree(stats)));
            } else {
                table(server.address(), stats).body(terminal.width()).forEach(terminal.out()::println);
            }
        }
        return ExitCode.OK;
    }

    private static Table table(String address, ServerStats stats) {
        return new Table()
                .column("")
                .column("")
                .row("server", address)
                .row("id", stats.serverId())
                .row("running for", Figures.duration(TimeUnit.MILLISECONDS.toNanos(stats.uptimeMillis())))
                .row("topics", Figures.count(stats.topics()))
                .row("messages", Figures.count(stats.messages()))
                .row("stored", Figures.bytes(stats.storedBytes()))
                .row("connections", Figures.count(stats.connections()) + " (this command's included)")
                .row("subscriptions", Figures.count(stats.subscriptions()))
                .row("commands", Figures.count(stats.commands()))
                .row("errors", Figures.count(stats.errors()))
                .row("dropped", Figures.count(stats.publishDrops()) + " (published, not stored, and not read)");
    }

    private static Map<String, Object> tree(ServerStats stats) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("server_id", stats.serverId());
        tree.put("uptime_millis", stats.uptimeMillis());
        tree.put("topics", stats.topics());
        tree.put("messages", stats.messages());
        tree.put("stored_bytes", stats.storedBytes());
        tree.put("connections", stats.connections());
        tree.put("subscriptions", stats.subscriptions());
        tree.put("commands", stats.commands());
        tree.put("errors", stats.errors());
        tree.put("publish_drops", stats.publishDrops());
        return tree;
    }
}
