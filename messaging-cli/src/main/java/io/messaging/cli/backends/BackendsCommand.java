package io.messaging.cli.backends;

import io.messaging.cli.support.ClassPathOption;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Style;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.config.BackendDiscovery;
import io.messaging.config.DiscoveredBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code messaging backends}. */
@Command(
        name = "backends",
        description = {
            "Lists the available backends with their jars and options.",
            "",
            "The exit code is 1 if a backend cannot be loaded or none is found.",
            ""
        })
public final class BackendsCommand implements Callable<Integer> {
    private static final String INDENT = "  ";

    private final Terminal terminal;
    private final Style style;

    @Mixin
    private ClassPathOption classPath;

    /** Creates the command. */
    public BackendsCommand(Terminal terminal) {
        this.terminal = terminal;
        this.style = terminal.outStyle();
    }

    @Override
    public Integer call() {
        classPath.apply();
        BackendDiscovery discovery = BackendDiscovery.discover();
        String separator = "";
        for (DiscoveredBackend backend : discovery.backends()) {
            terminal.out().print(separator);
            show(backend);
            separator = "\n";
        }
        terminal.out().flush();
        if (!discovery.problems().isEmpty()) {
            throw new CommandFailedException("could not load "
                    + Figures.counted(discovery.problems().size(), "backend") + ": "
                    + String.join("; ", discovery.problems()));
        }
        if (discovery.backends().isEmpty()) {
            throw new CommandFailedException("found no backend; add the jar of one with --classpath");
        }
        return ExitCode.OK;
    }

    private void show(DiscoveredBackend backend) {
        MessagingBackendFactory factory = backend.factory();
        terminal.out().println(style.bold(style.cyan(factory.name().className())));
        indented(new Table().wrapping("").row(factory.description()));
        Table names = new Table().column("").wrapping("");
        names.row("backend_module", factory.name().module());
        names.row("backend_class", factory.name().className());
        for (BackendName alias : factory.aliases()) {
            names.row("also", alias.module() + " / " + alias.className());
        }
        names.row("found in", backend.location());
        indented(names);
        terminal.out().println();
        indented(factory.options().isEmpty() ? new Table().column("").row("It has no options.") : options(factory));
    }

    private static Table options(MessagingBackendFactory factory) {
        Table table = new Table().column("").wrapping("");
        for (FactoryOption<?> option : factory.options()) {
            Object defaultValue = option.defaultValue();
            table.row(option.name(), option.meaning());
            table.row(
                    "",
                    "Takes " + option.allowed() + "; "
                            + (defaultValue == null ? "has no default." : "without it, " + defaultValue + "."));
        }
        return table;
    }

    private void indented(Table table) {
        int width = terminal.width() == Terminal.UNLIMITED ? Terminal.UNLIMITED : terminal.width() - INDENT.length();
        table.body(width).forEach(line -> terminal.out().println(INDENT + line));
    }
}
