package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging messages}. */
@Command(
        name = "messages",
        description = {
            "Prints stored messages: those of a topic, by priority and then by time, or by time alone with --limit; or"
                    + " those with given ids, in that order. The format jsonl has them unchanged.",
            ""
        })
public final class MessagesCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Prints the messages of this topic.")
    private String topic;

    @Option(names = "--since", paramLabel = "ID", description = "Only those created after this id, of any priority.")
    private GemstoneId since;

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description =
                    "At most so many of the topic, the earliest first. With jsonl they are printed as they are read,"
                            + " in little memory.")
    private Integer limit;

    @Option(names = "--ids", paramLabel = "ID", split = ",", description = "Prints the messages with these ids.")
    private List<GemstoneId> ids;

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of --ids; without it, default.")
    private String namespace;

    @Mixin
    private FormatOption format;

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
            MessagePrinter printer = new MessagePrinter(terminal, format.value());
            if (limit == null) {
                List<Message> messages = read(backend);
                printer.printAll(messages, messages.isEmpty() ? whyNone(backend) : "");
            } else {
                printFirst(backend, printer);
            }
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
        if (limit != null && topic == null) {
            throw new UsageException("--limit goes with --topic");
        }
        if (limit != null && limit < 1) {
            throw new UsageException("--limit is " + limit + "; it takes 1 or more");
        }
        if (namespace != null && ids == null) {
            throw new UsageException("--namespace goes with --ids; a topic is the same in every namespace");
        }
    }

    private void printFirst(MessagingBackend backend, MessagePrinter printer) {
        GemstoneId start = since == null ? GemstoneId.ZERO : since;
        if (format.value() == OutputFormat.JSONL) {
            try (Stream<Message> messages = backend.streamMessagesForTopicSince(topic, start)) {
                printer.printLines(messages.limit(limit).iterator());
            }
        } else {
            List<Message> messages = backend.getMessagesForTopicSince(topic, start, limit);
            printer.printAll(messages, messages.isEmpty() ? whyNone(backend) : "");
        }
    }

    /** Says whether the topic is empty or unknown, where the backend can tell, and which names are similar. */
    private String whyNone(MessagingBackend backend) {
        if (topic == null) {
            return "no messages with these ids";
        }
        List<String> topics;
        try {
            topics = backend.topics();
        } catch (UnsupportedOperationException | MessagingException e) {
            return "no messages";
        }
        if (topics.contains(topic)) {
            return "no messages";
        }
        List<String> similar = SimilarNames.of(topic, topics);
        String unknown = "no messages: topic '" + topic + "' is unknown";
        return DisplayText.printable(
                similar.isEmpty() ? unknown : unknown + "; similar: '" + String.join("', '", similar) + "'");
    }

    private List<Message> read(MessagingBackend backend) {
        if (ids != null) {
            return backend.getMessagesById(namespace == null ? "default" : namespace, ids);
        }
        return since == null ? backend.getMessagesForTopic(topic) : backend.getMessagesForTopicSince(topic, since);
    }
}
