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

    /** COLUMNS has precedence, so that people and tests can set the width. */
    static int width(Map<String, String> env, boolean terminal) {
        int columns = number(env.getOrDefault("COLUMNS", ""));
        if (columns > 0) {
            return Math.max(NARROWEST, columns);
        }
        if (!terminal) {
            return Terminal.UNLIMITED;
        }
        String[] rowsAndColumns = run("stty size </dev/tty").output().trim().split(" ");
        int asked = rowsAndColumns.length == 2 ? number(rowsAndColumns[1]) : 0;
        return asked > 0 ? Math.max(NARROWEST, asked) : USUAL;
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
