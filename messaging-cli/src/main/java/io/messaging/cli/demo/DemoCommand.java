package io.messaging.cli.demo;

import io.messaging.backend.Capability;
import io.messaging.bus.MessageBus;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import io.messaging.config.MessagingConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging demo}. */
@Command(
        name = "demo",
        description = {
            "Shows several operating-system processes that work together only through messages.",
            "",
            "This process, the coordinator, starts workers that share a topic of tasks (count primes, some of them urgent)"
                    + " and answer each. All are given the same configuration; without one, this process starts an"
                    + " embedded server on a free port for all of them.",
            "",
            "The exit code is 0 only if every task was answered exactly once and correctly, and every worker exited"
                    + " normally.",
            ""
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int MOST_WORKERS = 64;
    private static final int MOST_TASKS = 20_000;

    private final Terminal terminal;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many worker processes, 1 to " + MOST_WORKERS + "; without it, ${DEFAULT-VALUE}.")
    private int workers;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "300",
            description = "How many tasks, 1 to " + MOST_TASKS + "; without it, ${DEFAULT-VALUE}.")
    private int tasks;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        requireRange("--workers", workers, MOST_WORKERS);
        requireRange("--tasks", tasks, MOST_TASKS);
        Optional<MessagingConfig> chosen = backendOptions.chosen();
        MessagingConfig config = chosen.orElseGet(() -> BackendOptions.embedded(BackendOptions.LOOPBACK, freePort()));
        String run = "demo-" + UUID.randomUUID().toString().substring(0, 8);
        try (MessageBus bus = MessageBus.open(config, run)) {
            requireCapability(config, bus, Capability.CROSS_PROCESS, "reach other processes");
            requireCapability(config, bus, Capability.SHARED_SUBSCRIPTION, "share a topic among them");
            introduce(config, chosen.isEmpty());
            run(config, bus);
        }
        return ExitCode.OK;
    }

    private static void requireRange(String option, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(option + " is " + value + "; it goes from 1 to " + max);
        }
    }

    /** The port is free now; if another process takes it first, opening the backend fails. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new CommandFailedException(
                    "found no free port on the loopback interface (" + e.getMessage() + ")", e);
        }
    }

    private static void requireCapability(MessagingConfig config, MessageBus bus, Capability capability, String what) {
        if (!bus.backend().capabilities().contains(capability)) {
            throw new CommandFailedException("the demo runs in several processes, but "
                    + config.backendName().className() + " does not " + what + " (it does not declare " + capability
                    + "); choose another backend, such as the embedded one, which is used without any option");
        }
    }

    private void introduce(MessagingConfig config, boolean startsServer) {
        terminal.say(terminal.outStyle().bold("coordinator") + ": process "
                + ProcessHandle.current().pid());
        terminal.say(terminal.outStyle().bold("backend") + ": "
                + config.backendName().className() + address(config) + (startsServer ? ", server started here" : ""));
        terminal.say("starting " + Figures.counted(workers, "worker"));
    }

    /** Shows only the address: other options may be secret. */
    private static String address(MessagingConfig config) {
        Map<?, ?> options = (Map<?, ?>) config.toMap().get("backend_config");
        boolean hasAddress = options.containsKey("host") && options.containsKey("port");
        return hasAddress ? " at " + options.get("host") + ":" + options.get("port") : "";
    }

    private void run(MessagingConfig config, MessageBus bus) throws InterruptedException {
        DemoProgress progress = new DemoProgress(terminal);
        try (WorkerProcesses processes =
                new WorkerProcesses(config, bus.namespace(), backendOptions.addedJars(), progress::end)) {
            Ledger ledger = new Ledger(tasks, workers);
            long workingNanos = new Coordinator(bus, processes, progress, ledger).run();
            progress.end();
            DemoSummary.print(terminal, ledger, processes, workingNanos);
        } finally {
            progress.end();
        }
    }
}
