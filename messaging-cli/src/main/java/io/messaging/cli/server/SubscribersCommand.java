package io.messaging.cli.server;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.server.SubscriberRow.Standing;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.Origins;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.Times;
import io.messaging.cli.support.UnknownTopic;
import io.messaging.cli.support.WatchOption;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging subscribers}. */
@Command(
        name = "subscribers",
        description = {
            "Lists subscribers: plain ones (to a topic or a prefix), durable clients, and group "
                    + "members. Disconnected durable clients and groups without members are included.",
            "",
            "FOR is how long a subscriber has been connected or disconnected. PROCESS@HOST is where it"
                    + " runs, where the backend knows that.",
            "",
            "Without --namespace, those of all namespaces. With --watch, the rate of a durable "
                    + "client is what it handles"
                    + " per second, and that in the row of a member is what its whole group is handed out.",
            ""
        })
public final class SubscribersCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Rates rates = new Rates();

    @Option(names = "--namespace", paramLabel = "NAME", description = "Only the subscribers of this namespace.")
    private String namespace;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only the subscribers of this topic.")
    private String topic;

    @Mixin
    private FormatOption format;

    @Mixin
    private WatchOption watch;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public SubscribersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        watch.show(backendOptions, terminal, format.value(), this::show);
        return ExitCode.OK;
    }

    private void show(MessagingBackend backend, Terminal screen) {
        List<SubscriberRow> rows = SubscriberRow.read(backend, namespace).stream()
                .filter(row -> topic == null || row.subscriber().isOf(topic))
                .toList();
        Map<List<String>, Long> handled = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.standing() != null)
                .forEach(row -> handled.put(row.key(), row.standing().handled()));
        rates.update(handled);
        Optional<String> unknown =
                topic == null || !rows.isEmpty() ? Optional.empty() : UnknownTopic.hint(backend, topic);
        String none = "no subscribers" + unknown.map(hint -> ": " + hint).orElse("");
        if (unknown.isPresent() && format.value() != OutputFormat.TABLE) {
            screen.note(none);
        }
        new ListPrinter(screen, format.value()).print(rows, none, shown -> table(shown, screen.isNarrow()), this::tree);
    }

    private Table table(List<SubscriberRow> rows, boolean narrow) {
        Table table = new Table()
                .cutting("TOPIC")
                .column("KIND")
                .cutting("NAME")
                .cutting("NAMESPACE")
                .column(narrow ? "HERE" : "CONNECTED")
                .numbers("FOR")
                .cutting(narrow ? "PROCESS" : "PROCESS@HOST")
                .numbers("LAG");
        if (watch.isGiven()) {
            table.numbers(narrow ? "PER S" : "PER SECOND");
        }
        if (!narrow) {
            table.column("LAST SEEN (UTC)");
        }
        Instant now = Instant.now();
        for (SubscriberRow row : rows) {
            Standing standing = row.standing();
            List<Object> cells = new ArrayList<>();
            cells.add(row.subscriber().topic());
            cells.add(row.kind());
            cells.add(row.name());
            cells.add(row.subscriber().namespace());
            cells.add(row.subscriber().connected() ? "yes" : "no");
            cells.add(row.since() == null ? null : Times.age(row.since(), now));
            cells.add(Origins.place(row.subscriber().origin()));
            cells.add(standing == null ? null : Figures.count(standing.lag()));
            if (watch.isGiven()) {
                cells.add(rates.text(row.key()));
            }
            if (!narrow) {
                cells.add(standing == null ? null : Times.dateAndTime(standing.lastSeen()));
            }
            table.row(cells.toArray());
        }
        return table;
    }

    private Map<String, Object> tree(SubscriberRow row) {
        Map<String, Object> tree = row.tree();
        if (watch.isGiven()) {
            tree.put("per_second", rates.perSecond(row.key()));
        }
        return tree;
    }
}
