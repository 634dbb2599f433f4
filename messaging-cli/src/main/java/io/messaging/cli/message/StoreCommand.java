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
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            "With --payload, creates and stores one message and prints its id. With --file or -, stores whole messages"
                    + " unchanged, one JSON object per line; invalid lines are reported by number, the others are stored,"
                    + " and the exit code is 1.",
            ""
        })
public final class StoreCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final Terminal terminal;

    @Option(names = "--topic", paramLabel = "TOPIC", required = true, description = "The topic, any text. Required.")
    private String topic;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace, in which messages are found by id; without it, ${DEFAULT-VALUE}.")
    private String namespace;

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
        try (InputStream input = message == null ? open() : InputStream.nullInputStream();
                MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            if (message != null) {
                backend.storeMessage(namespace, topic, message);
                terminal.say(message.id().toString());
            } else {
                importLines(backend, input);
            }
        }
        return ExitCode.OK;
    }

    private void checkSource() {
        if (standardInput != null && !standardInput.equals(STANDARD_INPUT)) {
            throw new UsageException("'" + standardInput + "' is not understood; use --file " + standardInput
                    + " to store the messages of a file, or - for standard input");
        }
        int sources = (newMessage.hasPayload() ? 1 : 0) + (file == null ? 0 : 1) + (standardInput == null ? 0 : 1);
        if (sources != 1) {
            throw new UsageException((sources == 0 ? "nothing to store" : "more than one thing to store")
                    + "; give one of --payload JSON, --file FILE and - (standard input)");
        }
        if (!newMessage.hasPayload() && newMessage.shapesMessage()) {
            throw new UsageException(
                    "--priority, --ttl, --sender and --format shape the message of --payload; messages of a file or"
                            + " standard input are stored as they are");
        }
    }

    private InputStream open() {
        if (file == null || file.equals(STANDARD_INPUT)) {
            return new FileInputStream(FileDescriptor.in);
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw new CommandFailedException("cannot read " + file + " (" + e + "); check the path", e);
        }
    }

    private void importLines(MessagingBackend backend, InputStream input) throws InterruptedException {
        boolean isFile = file != null && !file.equals(STANDARD_INPUT);
        StorePipeline pipeline = new StorePipeline(backend, namespace, topic);
        try {
            long totalBytes = isFile ? Files.size(Path.of(file)) : 0;
            long stored = new LineImport(terminal, backend, pipeline, failFast, totalBytes).run(input);
            terminal.say("stored " + Figures.counted(stored, "message") + " in topic " + DisplayText.printable(topic));
        } catch (IOException e) {
            pipeline.drain();
            throw new CommandFailedException(
                    "cannot read " + (isFile ? file : "standard input") + " (" + e.getMessage() + "), after "
                            + Figures.counted(pipeline.stored(), "message") + " stored",
                    e);
        }
    }
}
