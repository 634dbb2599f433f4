package io.messaging.embedded.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that mean harm, while another client stores, reads and is delivered to, each message checked. */
@Timeout(600)
class HostilePeerIT {
    private static final int MAX_BUFFER_BYTES = 32 << 20;
    private static final long MAX_GROWTH_BYTES = 200L << 20;

    private EmbeddedServer server;
    private EmbeddedMessagingBackend honest;
    private final BlockingQueue<Message> delivered = new LinkedBlockingQueue<>();
    private final List<Socket> hostile = new ArrayList<>();
    private long usedBefore;

    @BeforeEach
    void start() {
        server = EmbeddedServer.start(EmbeddedServerOptions.defaults()
                .port(0)
                .with("max_connections", 2_000)
                .with("max_buffer_bytes", MAX_BUFFER_BYTES)
                .with("max_stored_bytes", 64 << 20));
        honest = Backends.socket(server.port());
        honest.subscribe("honest", delivered::add);
        usedBefore = used();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : hostile) {
            socket.close();
        }
        honest.close();
        server.close();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        hostile.add(socket);
        return socket;
    }

    /** Runs beside the attack, over and over, and once after it. */
    private void goOn(int number) throws InterruptedException {
        Message message = Messages.numbered(number);
        honest.storeMessage("n", "honest", message);
        assertEquals(message, Await.next(delivered, "message " + number));
        assertEquals(List.of(message), honest.getMessagesById("n", List.of(message.id())));
    }

    @FunctionalInterface
    private interface Attack {
        void run() throws IOException;
    }

    private void assertOthersGoOnDuring(Attack attack) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread victim = new Thread(() -> {
            try {
                for (int i = 0; !over.get(); i++) {
                    goOn(i);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        victim.start();
        try {
            attack.run();
        } finally {
            over.set(true);
            victim.join();
        }
        if (failure.get() != null) {
            throw new AssertionError("another client was disturbed", failure.get());
        }
        goOn(-1);
        long grown = used() - usedBefore;
        assertTrue(grown < MAX_GROWTH_BYTES, () -> "memory grew by " + grown + ", " + server.stats());
    }

    /** Writes until the server has had enough of it. */
    private static void writeUnlessClosed(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            assertTrue(e.getMessage() != null, "closed by the server");
        }
    }

    private static byte[] repeated(String text, int times) {
        return text.repeat(times).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void randomBytes() throws Exception {
        Random random = new Random(5);
        assertOthersGoOnDuring(() -> {
            byte[] bytes = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                random.nextBytes(bytes);
                writeUnlessClosed(connect(), bytes);
            }
        });
    }

    @Test
    void oneHundredMegabytesWithoutAnEnd() throws Exception {
        assertOthersGoOnDuring(() -> {
            for (String filling : List.of("x", "\0", "\"", "STORE_MESSAGE n t JSON:", " ")) {
                Socket socket = connect();
                byte[] megabyte = repeated(filling, (1 << 20) / filling.length());
                for (int i = 0; i < 100; i++) {
                    writeUnlessClosed(socket, megabyte);
                }
            }
        });
    }

    @Test
    void linesThatAreExpensiveToRead() throws Exception {
        String deep = "{\"id\":1,\"x\":" + "[".repeat(1_000_000) + "]".repeat(1_000_000) + "}";
        String digits = "{\"id\":1,\"x\":" + "9".repeat(1_000_000) + "}";
        String exponent = "{\"id\":1,\"x\":1e" + "9".repeat(500) + "}";
        String names = "{\"id\":1,\"" + "n".repeat(1_000_000) + "\":1}";
        List<String> lines = new ArrayList<>();
        for (String json : List.of(deep, digits, exponent, names, "{\"id\":" + "9".repeat(1_000_000) + "}")) {
            lines.add("STORE_MESSAGE n t JSON:"
                    + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
        }
        lines.add("GET_MESSAGES_BY_ID n " + "[".repeat(1_000_000));
        lines.add("GET_MESSAGES_BY_ID n [" + "9".repeat(1_000_000) + "]");
        lines.add("\"".repeat(1_000_001));
        lines.add("a ".repeat(500_000));
        lines.add("ATTACH " + "9".repeat(1_000_000) + " t NOW 1");
        lines.add("STORE_MESSAGE n t JSON:" + "*".repeat(1_000_000));
        lines.add("STORE_MESSAGE n t \u00ff\u00fe" + "\u00ff".repeat(1_000_000));
        assertOthersGoOnDuring(() -> {
            try (PythonPeer peer = new PythonPeer(server.port())) {
                for (String line : lines) {
                    peer.sendRaw(line + "\n");
                    assertEquals("ERROR", peer.reply().get(0), () -> line.substring(0, 40));
                }
            }
        });
    }

    @Test
    void floodsOfConnectionsThatSayNothingOrHalfALine() throws Exception {
        assertOthersGoOnDuring(() -> {
            for (int i = 0; i < 3_000; i++) {
                Socket socket = connect();
                if (i % 2 == 0) {
                    writeUnlessClosed(socket, repeated("GET_MESSAGES ", 1));
                }
                if (i % 3 == 0) {
                    socket.close();
                }
            }
        });
    }

    @Test
    void aMillionCommandsWithoutReadingAReply() throws Exception {
        assertOthersGoOnDuring(() -> {
            List<Thread> writers = new ArrayList<>();
            for (String line : List.of("PING\n", "FLY\n", "STATS\n", "SUBSCRIBE t\n", "GET_MESSAGES honest\n")) {
                Socket socket = connect();
                Thread writer = new Thread(() -> {
                    byte[] thousand = repeated(line, 1_000);
                    for (int i = 0; i < 200 && !socket.isClosed(); i++) {
                        writeUnlessClosed(socket, thousand);
                    }
                });
                writer.setDaemon(true); // it blocks once the server reads no more
                writer.start();
                writers.add(writer);
            }
            for (Thread writer : writers) {
                join(writer);
            }
        });
    }

    @Test
    void listsAndPushesThatAreNeverRead() throws Exception {
        for (int i = 0; i < 40; i++) {
            honest.storeMessage("n", "large", Messages.ofSize(1 << 20));
        }
        assertOthersGoOnDuring(() -> {
            for (int i = 0; i < 60; i++) {
                Socket socket = connect();
                writeUnlessClosed(
                        socket, repeated(i % 2 == 0 ? "GET_MESSAGES large\n" : "ATTACH 1 large 0 65536\n", 1));
            }
            try (PythonPeer publisher = new PythonPeer(server.port())) {
                for (int i = 0; i < 200; i++) {
                    publisher.ask("PUBLISH", "large", "x".repeat(100_000));
                }
            }
        });
    }

    private static void join(Thread thread) {
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void namesWithoutEnd() throws Exception {
        String name = "x".repeat(4_000);
        assertOthersGoOnDuring(() -> {
            try (PythonPeer peer = new PythonPeer(server.port())) {
                for (int i = 0; i < 2_000; i++) { // more would reach the store's limit, which is for all
                    peer.ask("SUBSCRIBE", name + i);
                    peer.ask("UNSUBSCRIBE", name + i);
                    peer.send("STORE_MESSAGE", name + i, "t", "{\"id\":" + (i + 1) + "}");
                    peer.reply();
                }
            }
        });
    }

    /** What a client holds that connects and goes at once, again and again. */
    @Test
    void aThousandClientsThatDieInTheMiddle() throws Exception {
        assertOthersGoOnDuring(() -> {
            for (int i = 0; i < 1_000; i++) {
                Socket socket = connect();
                OutputStream out = socket.getOutputStream();
                out.write(
                        repeated("ATTACH 1 honest 0 100\nATTACH_DURABLE 2 honest c 10 0\nGET_MESSAGES honest\nPI", 1));
                socket.setSoLinger(true, 0);
                socket.close();
            }
            Await.until(() -> "still " + server.stats(), () -> Backends.count(server, "connections") <= 3);
        });
    }
}
