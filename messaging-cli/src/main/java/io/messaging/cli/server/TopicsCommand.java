package io.messaging.cli.server;

import io.messaging.administration.TopicStats;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging topics}. */
@Command(
        name = "topics",
        description = {
            "Lists the topics that hold messages or have subscribers, by name. Subscribers include durable clients that"
                    + " are away.",
            ""
        })
public final class TopicsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (the default), json (an indented array) or jsonl (one object per line); bytes are null"
                    + " where they are not counted.")
    private OutputFormat format;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public TopicsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            List<TopicStats> topics = backend.administration().topics();
            new ListPrinter(terminal, format).print(topics, "no topics", TopicsCommand::table, TopicsCommand::tree);
        }
        return ExitCode.OK;
    }

    private static Table table(List<TopicStats> topics) {
        Table table = new Table()
                .cutting("TOPIC")
                .numbers("MESSAGES")
                .numbers("BYTES")
                .numbers("SUBSCRIBERS");
        for (TopicStats topic : topics) {
            table.row(
                    topic.topic(),
                    Figures.count(topic.messages()),
                    topic.bytes().isPresent() ? Figures.bytes(topic.bytes().getAsLong()) : "unknown",
                    Figures.count(topic.subscribers()));
        }
        return table;
    }

    private static Map<String, Object> tree(TopicStats topic) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", topic.topic());
        tree.put("messages", topic.messages());
        tree.put("bytes", topic.bytes().isPresent() ? topic.bytes().getAsLong() : null);
        tree.put("subscribers", (long) topic.subscribers());
        return tree;
    }
}
