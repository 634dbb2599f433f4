package io.messaging.cli.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds out whether a stream is a terminal, and its width. Java 17 cannot do that for a single stream. */
final class TerminalProbe {
    private static final int NARROWEST = 40;
    private static final int USUAL = 80;
    private static final int PROBE_SECONDS = 2;

    private TerminalProbe() {}

    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException | SecurityException e) {
            return false;
        }
        return run("test -t " + descriptor).exitedWithZero();
    }

    /** The size of a terminal. */
    record Size(int columns, int rows) {}

    /** COLUMNS and LINES have precedence, so that people and tests can set the size. */
    static Size size(Map<String, String> env, boolean terminal) {
        int columns = number(env.getOrDefault("COLUMNS", ""));
        int rows = number(env.getOrDefault("LINES", ""));
        if (terminal && (columns <= 0 || rows <= 0)) {
            String[] asked = run("stty size </dev/tty").output().trim().split(" ");
            columns = columns > 0 ? columns : asked.length == 2 ? number(asked[1]) : 0;
            rows = rows > 0 ? rows : asked.length == 2 ? number(asked[0]) : 0;
        }
        int usualColumns = terminal ? USUAL : Terminal.UNLIMITED;
        return new Size(
                columns > 0 ? Math.max(NARROWEST, columns) : usualColumns,
                terminal && rows > 0 ? rows : Terminal.UNLIMITED);
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private record Outcome(boolean exitedWithZero, String output) {}

    /** Runs a shell command with this process's streams; reads its output. */
    private static Outcome run(String command) {
        Outcome failed = new Outcome(false, "");
        boolean wantsOutput = command.startsWith("stty");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).inheritIO();
        if (wantsOutput) {
            builder.redirectOutput(ProcessBuilder.Redirect.PIPE).redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        try {
            Process process = builder.start();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return failed;
            }
            String output =
                    wantsOutput ? new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII) : "";
            return new Outcome(process.exitValue() == 0, output);
        } catch (IOException e) {
            return failed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed;
        }
    }
}
