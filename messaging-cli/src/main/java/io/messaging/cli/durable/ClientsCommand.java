package io.messaging.cli.durable;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.support.WatchOption;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging clients}. */
@Command(
        name = "clients",
        description = {
            "Lists the durable clients, connected or not, and their position in each topic, in the order of storing.",
            "",
            "Lag is the number of messages still to be handled, including those in flight. Lost is the number that"
                    + " expired or were cleared before they were handled. Groups of shared subscriptions come below, with"
                    + " each member's number, messages in flight and concurrency; in JSON, 'kind' is client or group.",
            ""
        })
public final class ClientsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--forget",
            paramLabel = "ID",
            description = "Forgets a client that will not return, with its positions in all topics, instead of listing"
                    + " clients.")
    private String forget;

    @Option(
            names = "--forget-group",
            paramLabel = "GROUP",
            description =
                    "Forgets a group in the topic of --topic, with what it has not handled; its members' subscriptions"
                            + " end.")
    private String forgetGroup;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic of --forget-group.")
    private String topic;

    @Mixin
    private FormatOption format;

    @Mixin
    private WatchOption watch;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public ClientsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        if (forget == null && forgetGroup == null) {
            watch.show(
                    backendOptions,
                    terminal,
                    format.value(),
                    (backend, screen) -> new ClientsView(screen, format.value()).show(backend));
            return ExitCode.OK;
        }
        try (MessagingBackend backend = backendOptions.openAsVisitor(terminal)) {
            if (forget != null) {
                forget(backend);
            } else {
                forgetGroup(backend);
            }
        }
        return ExitCode.OK;
    }

    private void check() {
        if (forget != null && forgetGroup != null) {
            throw new UsageException("--forget and --forget-group are mutually exclusive; forget one after the other");
        }
        if (watch.isGiven() && (forget != null || forgetGroup != null)) {
            throw new UsageException("--watch cannot be combined with --forget or --forget-group");
        }
        if ((forgetGroup == null) != (topic == null)) {
            throw new UsageException("--forget-group and --topic go together: a group belongs to one topic");
        }
    }

    private void forget(MessagingBackend backend) {
        if (!backend.durableClients().forget(forget)) {
            throw new CommandFailedException(
                    "there is no durable client '" + forget + "'; without --forget, this command lists them");
        }
        terminal.say("forgot client " + DisplayText.printable(forget));
    }

    private void forgetGroup(MessagingBackend backend) {
        if (!backend.sharedGroups().forget(forgetGroup, topic)) {
            throw new CommandFailedException("there is no group '" + forgetGroup + "' in topic '" + topic
                    + "'; without --forget-group, this command lists them");
        }
        terminal.say(
                "forgot group " + DisplayText.printable(forgetGroup) + " of topic " + DisplayText.printable(topic));
    }
}
