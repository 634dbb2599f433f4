package io.messaging.cli.server;

import io.messaging.backend.Administration;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging clear}. */
@Command(
        name = "clear",
        description = {
            "Removes the messages of a topic, or all messages of all topics, and makes room. A backend that cannot"
                    + " says why.",
            "",
            "What is on the way to a subscriber still arrives. Durable clients that had not handled the others go on "
                    + "behind them, and have them counted as lost.",
            ""
        })
public final class ClearCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic to clear.")
    private String topic;

    @Option(names = "--all", description = "Clears all topics, and forgets those in which nobody has a place.")
    private boolean all;

    @Mixin
    private BackendOptions backendOptions;

    /** The command, to be filled in by picocli. */
    public ClearCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (all == (topic != null)) {
            throw new UsageException(
                    all ? "--topic and --all exclude each other" : "say what to clear: --topic TOPIC, or --all");
        }
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            Administration administration = backend.administration();
            long count = all ? administration.clearAll() : administration.clear(topic);
            terminal.say("removed " + Figures.counted(count, "message")
                    + (all ? "" : " of topic " + DisplayText.printable(topic)));
        }
        return ExitCode.OK;
    }
}
