package io.messaging.cli.server;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.FactoryOption.Type;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code messaging serve}. */
@Command(
        name = "serve",
        description = {
            "Runs an embedded server in the foreground.",
            "",
            "Prints one line, 'listening on HOST:PORT', when it is ready. SIGTERM or SIGINT (Ctrl-C) shuts it down"
                    + " gracefully, with exit code 0. Messages are kept in memory unless --data-dir is given.",
            "",
            "Clients need the token of --token-file, or else of the environment variable "
                    + EmbeddedServerOptions.TOKEN_VARIABLE + "; if neither is set, no token is required.",
            ""
        })
public final class ServeCommand implements Callable<Integer> {
    private static final String PREFIX = "--";

    private final Terminal terminal;
    private final CountDownLatch shutDown = new CountDownLatch(1);
    private volatile boolean failed;

    @Spec
    private CommandSpec spec;

    private ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Creates the command, with a flag for each option of a server but the token, which other users could see. */
    public static CommandLine commandLine(Terminal terminal) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new ServeCommand(terminal));
        EmbeddedServerOptions.descriptions().stream()
                .filter(option -> option.type() != Type.SECRET)
                .forEach(option -> spec.addOption(flag(option)));
        return new CommandLine(spec);
    }

    private static OptionSpec flag(FactoryOption<?> option) {
        OptionSpec.Builder flag = OptionSpec.builder(PREFIX + option.name().replace('_', '-'));
        Object defaultValue = option.defaultValue();
        switch (option.type()) {
            case BOOLEAN -> flag.type(Boolean.class).arity("0");
            case INTEGER -> flag.type(Long.class).paramLabel("N");
            default ->
                flag.type(String.class)
                        .paramLabel(option.name().replaceAll(".*_", "").toUpperCase(Locale.ROOT));
        }
        boolean showsDefault = defaultValue != null && option.type() != Type.BOOLEAN;
        return flag.description(option.meaning().replace("%", "%%")
                        + (showsDefault ? " Without it, " + defaultValue + "." : ""))
                .build();
    }

    @Override
    public Integer call() throws InterruptedException {
        EmbeddedServer server = EmbeddedServer.start(serverOptions());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server), "end-of-serve"));
        String shownHost = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        terminal.say("listening on " + shownHost + ":" + server.port());
        while (!shutDown.await(1, TimeUnit.SECONDS)) {
            if (!server.isRunning() && shutDown.getCount() > 0) {
                failed = true;
                throw new CommandFailedException("the server ended unexpectedly; see its log above");
            }
        }
        return ExitCode.OK;
    }

    private EmbeddedServerOptions serverOptions() {
        EmbeddedServerOptions options = EmbeddedServerOptions.defaults();
        for (FactoryOption<?> option : EmbeddedServerOptions.descriptions()) {
            String flag = PREFIX + option.name().replace('_', '-');
            ParseResult given = spec.commandLine().getParseResult();
            if (given.hasMatchedOption(flag)) {
                options = options.with(option.name(), given.matchedOptionValue(flag, null));
            }
        }
        return options;
    }

    /** Shutdown hook. Exits with 0 instead of the signal's exit code, 143 or 130. */
    private void end(EmbeddedServer server) {
        shutDown.countDown();
        server.close();
        if (!failed) {
            Runtime.getRuntime().halt(ExitCode.OK);
        }
    }
}
