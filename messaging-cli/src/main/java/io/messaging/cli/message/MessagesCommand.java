package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging messages}. */
@Command(
        name = "messages",
        description = {
            "Prints stored messages: those of a topic, by priority and then by time, or those with given ids, in that"
                    + " order.",
            ""
        })
public final class MessagesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Prints the messages of this topic.")
    private String topic;

    @Option(names = "--since", paramLabel = "ID", description = "Only those created after this id, of any priority.")
    private GemstoneId since;

    @Option(names = "--ids", paramLabel = "ID", split = ",", description = "Prints the messages with these ids.")
    private List<GemstoneId> ids;

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of --ids; without it, default.")
    private String namespace;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (the default), json (an indented array) or jsonl (one unchanged message per line).")
    private OutputFormat format;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public MessagesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        check();
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            String none = topic == null ? "no messages with these ids" : "no messages";
            new MessagePrinter(terminal, format).printAll(read(backend), none);
        }
        return ExitCode.OK;
    }

    private void check() {
        if ((topic == null) == (ids == null)) {
            throw new UsageException("give one of --topic TOPIC and --ids ID,ID");
        }
        if (since != null && topic == null) {
            throw new UsageException("--since goes with --topic");
        }
        if (namespace != null && ids == null) {
            throw new UsageException("--namespace goes with --ids; a topic is the same in every namespace");
        }
    }

    private List<Message> read(MessagingBackend backend) {
        if (ids != null) {
            return backend.getMessagesById(namespace == null ? "default" : namespace, ids);
        }
        return since == null ? backend.getMessagesForTopic(topic) : backend.getMessagesForTopicSince(topic, since);
    }
}
