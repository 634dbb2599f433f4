package io.messaging.cli.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.ListPrinter;
import io.messaging.cli.support.Times;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging dead-letters}. */
@Command(
        name = "dead-letters",
        description = {
            "Lists and requeues dead letters: messages that the handlers of durable clients and "
                    + "groups failed to process.",
            "",
            "Dead letters of topics named NAMESPACE:TOPIC are in NAMESPACE:dead_letter_queue, others in"
                    + " dead_letter_queue. A dead letter stays when its message is requeued; if the client or "
                    + "group fails"
                    + " on it again, there will be another. The formats json and jsonl have the whole original"
                    + " message.",
            ""
        })
public final class DeadLettersCommand implements Callable<Integer> {
    private static final String ALL = "all";

    /** The longest error in a table; --format json has all of it. */
    private static final int MOST_OF_ERROR = 240;

    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            description = "The topic of the dead letters; without it, dead_letter_queue.")
    private String topic;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Shorthand for --topic NAME:dead_letter_queue.")
    private String namespace;

    @Option(names = "--client", paramLabel = "ID", description = "Only those of this client.")
    private String clientId;

    @Option(names = "--group", paramLabel = "GROUP", description = "Only those of this group.")
    private String group;

    @Option(names = "--since", paramLabel = "ID", description = "Only those created after the one with this id.")
    private GemstoneId since;

    @Option(
            names = "--requeue",
            paramLabel = "ID|all",
            description = "Requeues the message of one dead letter, or of all that would be listed, to the client or"
                    + " group that failed on it, ahead of its other messages.")
    private String requeue;

    @Mixin
    private FormatOption format;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (topic != null && namespace != null) {
            throw new UsageException(
                    "--topic and --namespace are mutually exclusive: both name the topic of the dead letters");
        }
        if (clientId != null && group != null) {
            throw new UsageException("--client and --group are mutually exclusive: both name who failed");
        }
        GemstoneId only = requeue == null || requeue.equalsIgnoreCase(ALL) ? null : idToRequeue();
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            List<DeadLetterRow> rows = read(backend);
            if (requeue == null) {
                String none = "no dead letters in topic " + DisplayText.printable(deadLetterTopic());
                new ListPrinter(terminal, format.value()).print(rows, none, this::table, DeadLetterRow::tree);
            } else if (only == null) {
                requeueAll(new Requeuing(backend, owner()), rows);
            } else {
                requeueOne(new Requeuing(backend, owner()), rows, only);
            }
        }
        return ExitCode.OK;
    }

    private Requeuing.Owner owner() {
        if (group != null) {
            return Requeuing.Owner.GROUP;
        }
        return clientId == null ? Requeuing.Owner.ANY : Requeuing.Owner.CLIENT;
    }

    private GemstoneId idToRequeue() {
        try {
            return GemstoneId.parse(requeue);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--requeue is '" + requeue + "'; it is the id of a dead letter, or " + ALL);
        }
    }

    private String deadLetterTopic() {
        if (topic != null) {
            return topic;
        }
        return namespace == null ? DeadLetter.TOPIC : Names.require("namespace", namespace) + ":" + DeadLetter.TOPIC;
    }

    private List<DeadLetterRow> read(MessagingBackend backend) {
        String name = clientId == null ? group : clientId;
        List<Message> messages = since == null
                ? backend.getMessagesForTopic(deadLetterTopic())
                : backend.getMessagesForTopicSince(deadLetterTopic(), since);
        return messages.stream()
                .map(DeadLetterRow::of)
                .filter(row -> name == null || row.isOf(name))
                .toList();
    }

    /** On a terminal, the error is below each row; a narrow one has no room for the original's id. */
    private Table table(List<DeadLetterRow> rows) {
        boolean narrow = terminal.isNarrow();
        boolean errorBelow = terminal.width() != Terminal.UNLIMITED;
        Table table =
                new Table().numbers("ID").column("TIME (UTC)").cutting("CLIENT").cutting("TOPIC");
        if (!narrow) {
            table.numbers("ORIGINAL");
        }
        if (!errorBelow) {
            table.column("ERROR");
        }
        for (DeadLetterRow row : rows) {
            DeadLetter letter = row.letter();
            Instant time = row.message().id().instant();
            List<Object> cells = new ArrayList<>();
            cells.add(row.message().id());
            cells.add(narrow ? Times.dayAndTime(time) : Times.dateAndTime(time));
            cells.add(letter == null ? null : letter.clientId());
            cells.add(letter == null ? null : letter.originalTopic());
            if (!narrow) {
                cells.add(letter == null ? null : letter.original().id());
            }
            String error = DisplayText.cut(row.error(), MOST_OF_ERROR);
            if (errorBelow) {
                table.row(cells.toArray()).below(error);
            } else {
                cells.add(error);
                table.row(cells.toArray());
            }
        }
        return table;
    }

    private void requeueOne(Requeuing requeuing, List<DeadLetterRow> rows, GemstoneId id) {
        DeadLetterRow row = rows.stream()
                .filter(candidate -> candidate.message().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("there is no dead letter " + id + " in topic '"
                        + deadLetterTopic() + "'; without --requeue, this command lists them"));
        String problem = requeuing.giveBack(row);
        if (problem != null) {
            throw new CommandFailedException("could not requeue: " + problem);
        }
        terminal.say("requeued " + id);
    }

    private void requeueAll(Requeuing requeuing, List<DeadLetterRow> rows) {
        int failures = 0;
        for (DeadLetterRow row : rows) {
            String problem = requeuing.giveBack(row);
            if (problem != null) {
                failures++;
                terminal.note(row.message().id() + ": " + DisplayText.printable(problem));
            }
        }
        String done = "requeued " + Figures.counted(rows.size() - failures, "dead letter");
        if (failures > 0) {
            throw new CommandFailedException(done + ", but " + Figures.count(failures) + " could not be requeued");
        }
        terminal.say(done);
    }
}
