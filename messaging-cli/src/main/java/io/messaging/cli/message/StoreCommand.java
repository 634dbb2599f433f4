package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code messaging store}. */
@Command(
        name = "store",
        description = {
            "Stores messages in a topic.",
            "",
            "With --payload, creates and stores one message and prints its id. With --payloads, "
                    + "creates one message with a new id per line. With --file or -, stores whole messages "
                    + "unchanged, one JSON object per"
                    + " line.",
            "",
            "Input is UTF-8; empty lines are skipped. Messages are pipelined and stored in line "
                    + "order. Invalid lines are reported by line number, all others are stored, and the exit "
                    + "code is 1.",
            ""
        })
public final class StoreCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final Terminal terminal;

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            required = true,
            description = "The topic name (any non-blank text). Required.")
    private String topic;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace, in which messages are found by id; without it, ${DEFAULT-VALUE}.")
    private String namespace;

    @Option(
            names = "--payloads",
            paramLabel = "FILE",
            description = "Creates one message per line of the file, with the line as its payload; - reads "
                    + "standard input.")
    private String payloads;

    @Option(names = "--file", paramLabel = "FILE", description = "Stores the messages of a file; - is standard input.")
    private String file;

    @Parameters(arity = "0..1", paramLabel = "-", description = "Stores the messages of standard input.")
    private String standardInput;

    @Option(names = "--fail-fast", description = "Stops at the first line that cannot be stored.")
    private boolean failFast;

    @Mixin
    private NewMessageOptions newMessage;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public StoreCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        checkSource();
        // Created first: errors in the payload do not depend on the backend.
        Message message = newMessage.hasPayload() ? newMessage.message(topic) : null;
        LineFormat lines = payloads == null ? LineFormat.MESSAGES : LineFormat.payloads(newMessage, topic);
        try (InputStream input = message == null ? open() : InputStream.nullInputStream();
                MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            if (message != null) {
                backend.storeMessage(namespace, topic, message);
                terminal.say(message.id().toString());
            } else {
                importLines(backend, lines, input);
            }
        }
        return ExitCode.OK;
    }

    private void checkSource() {
        if (standardInput != null && !standardInput.equals(STANDARD_INPUT)) {
            throw new UsageException("'" + standardInput + "' is not understood; use --file " + standardInput
                    + " to store the messages of a file, or - for standard input");
        }
        long sources = Stream.of(newMessage.hasPayload(), payloads != null, file != null, standardInput != null)
                .filter(given -> given)
                .count();
        if (sources != 1) {
            throw new UsageException((sources == 0 ? "nothing to store" : "more than one thing to store")
                    + "; give one of --payload JSON, --payloads FILE, --file FILE and - (standard input)");
        }
        if (!newMessage.hasPayload() && payloads == null && newMessage.shapesMessage()) {
            throw new UsageException(
                    "--priority, --ttl, --sender and --format apply only to --payload and --payloads; whole messages are stored unchanged");
        }
    }

    /** Returns the file of lines; null for standard input. */
    private String inputFile() {
        String given = payloads == null ? file : payloads;
        return STANDARD_INPUT.equals(given) ? null : given;
    }

    private InputStream open() {
        String path = inputFile();
        if (path == null) {
            return StandardInput.open();
        }
        try {
            return Files.newInputStream(Path.of(path));
        } catch (IOException e) {
            throw new CommandFailedException("cannot read " + path + " (" + e + "); check the path", e);
        }
    }

    private void importLines(MessagingBackend backend, LineFormat lines, InputStream input)
            throws InterruptedException {
        String path = inputFile();
        StorePipeline pipeline = new StorePipeline(backend, namespace, topic);
        try {
            long totalBytes = path == null ? 0 : Files.size(Path.of(path));
            long stored = new LineImport(terminal, backend, pipeline, lines, failFast, totalBytes).run(input);
            terminal.say("stored " + Figures.counted(stored, "message") + " in topic " + DisplayText.printable(topic));
        } catch (IOException e) {
            pipeline.drain();
            throw new CommandFailedException(
                    "cannot read " + (path == null ? "standard input" : path) + " (" + e.getMessage() + "), after "
                            + Figures.counted(pipeline.stored(), "message") + " stored",
                    e);
        }
    }
}
