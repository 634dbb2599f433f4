package io.messaging.cli;

import io.messaging.cli.backends.BackendsCommand;
import io.messaging.cli.data.DataCommand;
import io.messaging.cli.demo.DemoCommand;
import io.messaging.cli.demo.DemoWorkerCommand;
import io.messaging.cli.durable.ClientsCommand;
import io.messaging.cli.durable.DeadLettersCommand;
import io.messaging.cli.message.MessagesCommand;
import io.messaging.cli.message.RequestCommand;
import io.messaging.cli.message.StoreCommand;
import io.messaging.cli.message.SubscribeCommand;
import io.messaging.cli.server.ClearCommand;
import io.messaging.cli.server.PingCommand;
import io.messaging.cli.server.ServeCommand;
import io.messaging.cli.server.StatsCommand;
import io.messaging.cli.server.SubscribersCommand;
import io.messaging.cli.server.TopicsCommand;
import io.messaging.cli.soak.SoakClientCommand;
import io.messaging.cli.soak.SoakCommand;
import io.messaging.cli.soak.SoakServerCommand;
import io.messaging.cli.tck.TckCommand;
import io.messaging.cli.terminal.Terminal;
import java.util.List;
import java.util.Locale;

/**
 * The commands by name, in the order in which help lists them. Building one costs ten milliseconds, as its options are
 * found by reflection, so a program that runs one builds only that.
 */
enum Subcommand {
    DEMO,
    DEMO_WORKER,
    SERVE,
    STORE,
    MESSAGES,
    TOPICS,
    SUBSCRIBE,
    REQUEST,
    SUBSCRIBERS,
    CLIENTS,
    DEAD_LETTERS,
    STATS,
    PING,
    CLEAR,
    DATA,
    BACKENDS,
    TCK,
    SOAK,
    SOAK_SERVER,
    SOAK_CLIENT;

    private final String commandName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    static List<Subcommand> all() {
        return List.of(values());
    }

    /** Returns the command that the arguments start with; all, for help and suggestions, if they start otherwise. */
    static List<Subcommand> neededFor(String... arguments) {
        for (Subcommand command : values()) {
            if (arguments.length > 0 && command.commandName.equals(arguments[0])) {
                return List.of(command);
            }
        }
        return all();
    }

    /** Returns the name that a user types; the command's annotation has the same. */
    String commandName() {
        return commandName;
    }

    /** Returns a new command, or a command line if it has commands of its own. */
    Object create(Terminal terminal) {
        return switch (this) {
            case DEMO -> new DemoCommand(terminal);
            case DEMO_WORKER -> new DemoWorkerCommand();
            case SERVE -> ServeCommand.commandLine(terminal);
            case STORE -> new StoreCommand(terminal);
            case MESSAGES -> new MessagesCommand(terminal);
            case TOPICS -> new TopicsCommand(terminal);
            case SUBSCRIBE -> new SubscribeCommand(terminal);
            case REQUEST -> new RequestCommand(terminal);
            case SUBSCRIBERS -> new SubscribersCommand(terminal);
            case CLIENTS -> new ClientsCommand(terminal);
            case DEAD_LETTERS -> new DeadLettersCommand(terminal);
            case STATS -> new StatsCommand(terminal);
            case PING -> new PingCommand(terminal);
            case CLEAR -> new ClearCommand(terminal);
            case DATA -> DataCommand.commandLine(terminal);
            case BACKENDS -> new BackendsCommand(terminal);
            case TCK -> new TckCommand(terminal);
            case SOAK -> new SoakCommand(terminal);
            case SOAK_SERVER -> new SoakServerCommand(terminal);
            case SOAK_CLIENT -> new SoakClientCommand(terminal);
        };
    }
}
