package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A {@code messaging serve} for tests, on a port that the system chose. */
public final class Server implements AutoCloseable {
    private static final String READY = "listening on 127.0.0.1:";

    private final CliProcess process;
    private final int port;

    private Server(CliProcess process) {
        this.process = process;
        this.port = Integer.parseInt(
                process.awaitOut(line -> line.startsWith(READY)).substring(READY.length()));
    }

    public static Server start(String... args) {
        String[] command = new String[args.length + 3];
        command[0] = "serve";
        command[1] = "--port";
        command[2] = "0";
        System.arraycopy(args, 0, command, 3, args.length);
        return new Server(CliProcess.start(command));
    }

    public int port() {
        return port;
    }

    public CliProcess process() {
        return process;
    }

    public String config() {
        return config(port, true);
    }

    public static String config(int port, boolean autoStart) {
        return "{\"backend_module\":\"io.messaging.embedded\",\"backend_class\":\"EmbeddedMessagingBackend\","
                + "\"backend_config\":{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"auto_start_server\":" + autoStart
                + "}}";
    }

    /** Runs a command against this server. */
    public CliProcess.Result run(String command, String... args) {
        return runWithInput("", command, args);
    }

    public CliProcess.Result runWithInput(String input, String command, String... args) {
        return CliProcess.runWithInput(input, withPort(command, args));
    }

    public CliProcess client(String command, String... args) {
        return CliProcess.start(withPort(command, args));
    }

    private String[] withPort(String command, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = command;
        all[1] = "--port=" + port;
        all[2] = "--host=127.0.0.1";
        System.arraycopy(args, 0, all, 3, args.length);
        return all;
    }

    public String stats() {
        CliProcess.Result result = run("stats");
        assertEquals(0, result.exitCode(), result.err());
        return result.out();
    }

    @Override
    public void close() {
        process.close();
    }
}
