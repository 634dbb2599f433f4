package io.messaging.cli.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Prepares child processes that run a subcommand of this program. */
public final class ChildCommand {
    private ChildCommand() {}

    /** Returns a JVM of this JDK with this class path, the given JVM options and the given subcommand. */
    public static ProcessBuilder of(List<String> jvmOptions, List<String> subcommand) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.messaging.cli.Main"));
        command.addAll(subcommand);
        return new ProcessBuilder(command);
    }
}
