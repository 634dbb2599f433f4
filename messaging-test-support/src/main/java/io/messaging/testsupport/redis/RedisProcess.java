package io.messaging.testsupport.redis;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A server process on a loopback port of its own, with a folder of its own. Ends with the JVM at the latest. */
public final class RedisProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 10;

    private final Path folder;
    private final int port;
    private final List<String> arguments;
    private volatile Process process;

    private RedisProcess(Path folder, int port, List<String> arguments) {
        this.folder = folder;
        this.port = port;
        this.arguments = arguments;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Starts a server without persistence. */
    public static RedisProcess start(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
        all.addAll(List.of(arguments));
        return startBare(all);
    }

    /** Starts a server that has every acknowledged write on disk. */
    public static RedisProcess startDurable(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "always"));
        all.addAll(List.of(arguments));
        return startBare(all);
    }

    /** Starts Sentinel with the lines of a configuration file. */
    public static RedisProcess startSentinel(List<String> configuration) {
        return start(() -> {
            RedisProcess sentinel = create(new ArrayList<>());
            try {
                Path file = sentinel.folder.resolve("sentinel.conf");
                Files.write(file, configuration);
                sentinel.arguments.addAll(0, List.of(file.toString(), "--sentinel"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return sentinel;
        });
    }

    private static RedisProcess startBare(List<String> arguments) {
        return start(() -> create(arguments));
    }

    /** A port that is free may be taken before the server has it: by a connection, or as the second port of a cluster's node. */
    private static RedisProcess start(Supplier<RedisProcess> created) {
        for (int attempt = 1; ; attempt++) {
            RedisProcess server = created.get();
            try {
                server.launch();
                return server;
            } catch (IllegalStateException e) {
                boolean taken = server.portIsTaken();
                server.close();
                if (!taken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static RedisProcess create(List<String> arguments) {
        try {
            return new RedisProcess(Files.createTempDirectory("redis"), Ports.free(), arguments);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts the process again after a stop, on the same port with what it had on disk. A connection that got the port
     * meanwhile is waited for.
     */
    public void startAgain() {
        Await.until(START_LIMIT, () -> "the server to get its port back: " + output(), () -> {
            try {
                launch();
                return true;
            } catch (IllegalStateException e) {
                if (portIsTaken()) {
                    return false;
                }
                throw e;
            }
        });
    }

    private boolean portIsTaken() {
        return output().contains("Address already in use");
    }

    private void launch() {
        List<String> command = new ArrayList<>();
        command.add(RedisBinary.require().toString());
        command.addAll(arguments.subList(0, arguments.contains("--sentinel") ? 2 : 0));
        if (!arguments.contains("--port")) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString(), "--daemonize", "no"));
        command.addAll(arguments.subList(arguments.contains("--sentinel") ? 2 : 0, arguments.size()));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.to(logFile().toFile()))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("cannot start " + command, e);
        }
        Await.until(START_LIMIT, () -> "the server to answer: " + output(), () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended: " + output());
            }
            return Ports.accepts(listeningPort()) && hasStarted();
        });
    }

    private boolean hasStarted() {
        String text = output();
        return text.contains("Ready to accept connections") || text.contains("Sentinel ID is");
    }

    private int listeningPort() {
        int tls = arguments.indexOf("--tls-port");
        return tls < 0 ? port : Integer.parseInt(arguments.get(tls + 1));
    }

    /** What it has said since it was started last. */
    private Path logFile() {
        return folder.resolve("server.log");
    }

    private String output() {
        try {
            return Files.exists(logFile()) ? Files.readString(logFile()) : "";
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Sends a command of the test's own. */
    public <T> T call(Function<RedisCommands<String, String>, T> command) {
        RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return command.apply(connection.sync());
        } finally {
            client.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }

    /** Cuts every client's connection, wherever in a command or an answer it may be. */
    public void cutConnections() {
        call(commands -> commands.clientKill(KillArgs.Builder.typeNormal()));
        call(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
    }

    /** Ends the process at once, as a crash does. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** Stops the process without ending it: its connections stay and nothing answers. */
    public void suspend() {
        signal("-STOP");
    }

    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            await();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | java.io.UncheckedIOException e) {
            return; // gone already
        }
    }
}
