package io.messaging.cli.server;

import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.WatchOption;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code messaging topics}. */
@Command(
        name = "topics",
        description = {
            "Lists the topics that hold messages or have subscribers, by name. Subscribers include durable clients that"
                    + " are away. With --watch, shows the rate at which each topic grows, in messages per "
                    + "second. In JSON, bytes are null where the"
                    + " backend does not count them.",
            ""
        })
public final class TopicsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Rates rates = new Rates();

    @Mixin
    private FormatOption format;

    @Mixin
    private WatchOption watch;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public TopicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        watch.show(backendOptions, terminal, format.value(), this::show);
        return ExitCode.OK;
    }

    private void show(MessagingBackend backend, Terminal screen) {
        List<TopicStats> topics = backend.administration().topics();
        Map<List<String>, Long> messages = new LinkedHashMap<>();
        topics.forEach(topic -> messages.put(List.of(topic.topic()), topic.messages()));
        rates.update(messages);
        new ListPrinter(screen, format.value()).print(topics, "no topics", this::table, this::tree);
    }

    private Table table(List<TopicStats> topics) {
        Table table = new Table().cutting("TOPIC").numbers("MESSAGES");
        if (watch.isGiven()) {
            table.numbers("PER SECOND");
        }
        table.numbers("BYTES").numbers("SUBSCRIBERS");
        for (TopicStats topic : topics) {
            List<Object> cells = new ArrayList<>();
            cells.add(topic.topic());
            cells.add(Figures.count(topic.messages()));
            if (watch.isGiven()) {
                cells.add(rates.text(List.of(topic.topic())));
            }
            cells.add(topic.bytes().isPresent() ? Figures.bytes(topic.bytes().getAsLong()) : "unknown");
            cells.add(Figures.count(topic.subscribers()));
            table.row(cells.toArray());
        }
        return table;
    }

    private Map<String, Object> tree(TopicStats topic) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", topic.topic());
        tree.put("messages", topic.messages());
        tree.put("bytes", topic.bytes().isPresent() ? topic.bytes().getAsLong() : null);
        tree.put("subscribers", (long) topic.subscribers());
        if (watch.isGiven()) {
            tree.put("per_second", rates.perSecond(List.of(topic.topic())));
        }
        return tree;
    }
}
