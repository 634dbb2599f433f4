package io.messaging.embedded.directory;

import io.messaging.backend.MessagingException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A process that stores to the topic {@code t} until it is told to {@code stop}, and is subscribed to it. It may host the server, on a data
 * directory; {@code hosts} asks whether it does. What it has received, and what was acknowledged to it, is in two files, an id a line, also
 * when it is killed.
 */
final class DirectoryClient {
    private final EmbeddedMessagingBackend backend;
    private final GemstoneGenerator ids;
    private final OutputStream acknowledged;
    private final OutputStream received;
    private volatile boolean stopped;

    private DirectoryClient(int port, String directory, Path log, int machine) throws IOException {
        acknowledged = open(log.resolveSibling(log.getFileName() + ".acknowledged"));
        received = open(log.resolveSibling(log.getFileName() + ".received"));
        ids = new GemstoneGenerator(machine);
        backend = Backends.open(Map.of(
                "port",
                port,
                "data_dir",
                directory,
                "in_process",
                machine % 2 == 0,
                "request_timeout_millis",
                Backends.PATIENT_MILLIS));
        backend.subscribe("t", message -> write(received, message.id()));
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void write(OutputStream file, GemstoneId id) {
        try {
            file.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int port = Integer.parseInt(args[0]);
        DirectoryClient client = new DirectoryClient(port, args[1], Path.of(args[2]), Integer.parseInt(args[3]));
        Thread storing = new Thread(client::store, "storing");
        storing.start();
        System.out.println("ready");
        try (BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                if (request.equals("stop")) {
                    client.stopped = true;
                    storing.join();
                }
                System.out.println(hosts(port));
            }
        }
        client.backend.close();
    }

    private static boolean hosts(int port) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("messaging-server-" + port));
    }

    private void store() {
        while (!stopped) {
            Message message = Message.builder(ids).payload(Map.of("x", "y")).build();
            try {
                backend.storeMessage("n", "t", message);
                write(acknowledged, message.id());
            } catch (MessagingException e) {
                System.err.println("not acknowledged: " + e.getMessage());
            }
        }
    }
}
