package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.UnknownTopic;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
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
            description = "Prints at most this many messages of the topic, oldest first. With jsonl they are "
                    + "printed as they are read,"
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
            boolean any = limit == null ? print(printer, read(backend)) : printFirst(backend, printer);
            if (!any) {
                noteNone(backend);
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

    private static boolean print(MessagePrinter printer, List<Message> messages) {
        printer.printAll(messages);
        return !messages.isEmpty();
    }

    /** Returns whether there were any. */
    private boolean printFirst(MessagingBackend backend, MessagePrinter printer) {
        GemstoneId start = since == null ? GemstoneId.ZERO : since;
        if (format.value() != OutputFormat.JSONL) {
            return print(printer, backend.getMessagesForTopicSince(topic, start, limit));
        }
        try (Stream<Message> messages = backend.streamMessagesForTopicSince(topic, start)) {
            Iterator<Message> first = messages.limit(limit).iterator();
            boolean any = first.hasNext();
            printer.printLines(first);
            return any;
        }
    }

    /** A program that reads JSON is told only what may be a mistake. */
    private void noteNone(MessagingBackend backend) {
        Optional<String> unknown = topic == null ? Optional.empty() : UnknownTopic.hint(backend, topic);
        if (unknown.isPresent() || format.value() == OutputFormat.TABLE) {
            String none = topic == null ? "no messages with these ids" : "no messages";
            terminal.note(unknown.map(hint -> none + ": " + hint).orElse(none));
        }
    }

    private List<Message> read(MessagingBackend backend) {
        if (ids != null) {
            return backend.getMessagesById(namespace == null ? "default" : namespace, ids);
        }
        return since == null ? backend.getMessagesForTopic(topic) : backend.getMessagesForTopicSince(topic, since);
    }
}
