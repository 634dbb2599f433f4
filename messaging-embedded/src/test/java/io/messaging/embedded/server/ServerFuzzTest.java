package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.protocol.HttpRequest;
import io.messaging.embedded.protocol.LineDecoder;
import io.messaging.embedded.protocol.LineDecoder.Found;
import io.messaging.embedded.protocol.Words;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Samples;
import io.messaging.testsupport.Mutator;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Almost-commands by the ten thousand. Longer with {@code -Dmessaging.fuzz.seconds=600}, again with
 * {@code -Dmessaging.fuzz.seed=...}. What ever failed goes into {@code fuzz/lines.txt}.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class ServerFuzzTest {
    private static final int BATCH = 100;
    private static final int MAX_LINE_BYTES = 3_000;

    private final long seed = Long.getLong("messaging.fuzz.seed", System.nanoTime());
    private final Mutator mutator = new Mutator(seed);
    private final Random random = new Random(seed);

    private static long end() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("messaging.fuzz.seconds", 3));
    }

    private static List<byte[]> corpus() throws IOException {
        List<String> lines = new ArrayList<>();
        try (InputStream in = ServerFuzzTest.class.getResourceAsStream("/fuzz/lines.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
        }
        Samples.pythonMessages().forEach(json -> lines.add("STORE_MESSAGE n t " + PythonPeer.encoded(json)));
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static List<String> decode(List<byte[]> pieces) {
        LineDecoder decoder = new LineDecoder(MAX_LINE_BYTES);
        List<String> found = new ArrayList<>();
        for (byte[] piece : pieces) {
            decoder.append(ByteBuffer.wrap(piece));
            for (Found next = decoder.next(); next != Found.NOTHING; next = decoder.next()) {
                found.add(
                        next == Found.TOO_LONG
                                ? null
                                : new String(
                                        decoder.buffer(),
                                        decoder.lineStart(),
                                        decoder.lineEnd() - decoder.lineStart(),
                                        StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    @Test
    void everySplitPointOfEverySampleLineGivesTheSameLines() throws IOException {
        for (byte[] line : corpus()) {
            byte[] bytes = Arrays.copyOf(line, line.length + 7);
            System.arraycopy("\r\nPING\n".getBytes(StandardCharsets.US_ASCII), 0, bytes, line.length, 7);
            List<String> whole = decode(List.of(bytes));
            assertEquals(2, whole.size());
            for (int cut = 0; cut <= bytes.length; cut++) {
                assertEquals(
                        whole,
                        decode(List.of(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))),
                        "cut at " + cut);
            }
        }
    }

    @Test
    void theDecoderFindsTheSameLinesInWhateverPieces() throws IOException {
        List<byte[]> corpus = corpus();
        for (long end = end(); System.nanoTime() - end < 0; ) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = 0; i < 10; i++) {
                stream.writeBytes(mutator.mutate(corpus));
                stream.write('\n');
            }
            byte[] bytes = stream.toByteArray();
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 5 : 5_000));
                pieces.add(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            List<String> expected = new ArrayList<>();
            for (String line : new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                expected.add(line.length() + 1 > MAX_LINE_BYTES ? null : line);
            }
            expected.remove(expected.size() - 1);
            assertEquals(expected, decode(pieces), "seed " + seed);
        }
    }

    @Test
    void theServerAnswersWhateverComesAndGoesOn() throws IOException {
        List<byte[]> corpus = corpus();
        try (EmbeddedServer server = EmbeddedServer.start(EmbeddedServerOptions.defaults()
                        .port(0)
                        .with("max_message_bytes", 100_000)
                        .with("max_stored_bytes", 20_000_000)
                        .with("max_topics", 1_000));
                PythonPeer witness = new PythonPeer(server.port())) {
            int batches = 0;
            for (long end = end(); System.nanoTime() - end < 0; batches++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.setSoTimeout(60_000);
                    batch(socket, corpus);
                }
                assertEquals(List.of("PONG"), witness.ask("PING"), "seed " + seed);
                if (batches % 20 == 0) {
                    server.clearAll();
                }
            }
            assertTrue(Backends.count(server, "errors") > batches, "hardly any errors: " + server.stats());
        }
    }

    private void batch(Socket socket, List<byte[]> corpus) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (int i = 0; i < BATCH; i++) {
            for (byte[] line : lines(mutator.mutate(corpus))) {
                lines.writeBytes(line);
                lines.write('\n');
            }
        }
        lines.writeBytes("THE_END\n".getBytes(StandardCharsets.US_ASCII));
        Thread writer = new Thread(() -> write(socket, lines.toByteArray()));
        writer.setDaemon(true);
        writer.start(); // beside the reading: replies may fill the way back
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null && !line.equals("ERROR UNKNOWN_COMMAND unknown command THE_END")) {
            line = in.readLine();
        }
        assertNotNull(line, () -> "the server closed the connection, seed " + seed);
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // The reader sees the end, too, and says so.
        }
    }

    /** A mutated line may be several; those that look like HTTP end the connection, as they should. */
    private static List<byte[]> lines(byte[] mutated) {
        List<byte[]> lines = new ArrayList<>();
        for (String line : new String(mutated, StandardCharsets.ISO_8859_1).split("\n")) {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            if (!HttpRequest.isPart(new Words().split(bytes, 0, bytes.length))) {
                lines.add(bytes);
            }
        }
        return lines;
    }
}
