package io.messaging.cli.demo;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.ClassPathOption;
import io.messaging.cli.support.ExitCode;
import io.messaging.config.MessagingConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging demo-worker}: one worker process of the demo, started by {@link DemoCommand} only. */
@Command(name = "demo-worker", hidden = true, description = "Works for a demo; started by 'messaging demo'.")
public final class DemoWorkerCommand implements Callable<Integer> {
    @Option(names = "--run", required = true, description = "The run's name.")
    private String run;

    @Option(names = "--worker", required = true, description = "The worker's number, from 1.")
    private int worker;

    @Mixin
    private ClassPathOption classPath;

    @Override
    public Integer call() throws InterruptedException {
        ParentWatch parent = ParentWatch.start();
        classPath.apply();
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            new Worker(backend, new DemoTopics(run), worker).run();
            // This process may have taken over as the server's host, and others may still need it.
            parent.awaitRelease();
        }
        return ExitCode.OK;
    }
}
