package io.messaging.cli.server;

import io.messaging.administration.Administration;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.UnknownTopic;
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
            "Removes the messages of a topic, or of all topics. A backend that cannot do this gives the reason.",
            "",
            "Messages in flight are still delivered. Durable clients skip the removed messages, "
                    + "which are counted as lost.",
            ""
        })
public final class ClearCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic to clear.")
    private String topic;

    @Option(
            names = "--all",
            description = "Clears all topics, and deletes topics in which no durable client or group has a position.")
    private boolean all;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public ClearCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (all == (topic != null)) {
            throw new UsageException(
                    all
                            ? "--topic and --all are mutually exclusive"
                            : "nothing to clear; give one of --topic TOPIC and --all");
        }
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            Administration administration = backend.administration();
            long count = all ? administration.clearAll() : administration.clear(topic);
            terminal.say("removed " + Figures.counted(count, "message")
                    + (all ? "" : " of topic " + DisplayText.printable(topic)));
            if (count == 0 && topic != null) {
                UnknownTopic.hint(backend, topic).ifPresent(terminal::note);
            }
        }
        return ExitCode.OK;
    }
}
