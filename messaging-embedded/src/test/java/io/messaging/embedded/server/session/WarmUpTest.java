package io.messaging.embedded.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.DeadLetter;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.ChildProcess;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the first use of a command loads is loaded before, on another thread than the event loop. */
@Timeout(120)
class WarmUpTest {
    private static final String[] COMMANDS = {
        "PING",
        "HELLO 2",
        "STORE_RAW n t %1$s",
        "GET_MESSAGES t",
        "GET_MESSAGES_SINCE t 0",
        "GET_NEXT t 0",
        "GET_MESSAGES_BY_ID n [1,18446744073709551615]",
        "GET_MESSAGES_BY_ID n nothing",
        "STORE_RAW n t {nothing}",
        "SUBSCRIBE t",
        "UNSUBSCRIBE t",
        "PUBLISH t text",
        "ATTACH 1 u NOW 10 n",
        "DETACH 1",
        "ATTACH_PREFIX 4 u 0 10 {} n",
        "STORE_RAW n u %1$s",
        "ATTACH_AFTER 5 u FIRST 10 1 n",
        "ATTACH_AFTER 6 u FIRST 10 2 n",
        "ATTACH_DURABLE_AFTER 7 u d 10 0 FIRST 1 n",
        "ATTACH_SHARED_AFTER 8 u h 1 0 {\"max_attempts\":3} FIRST 1",
        "DETACH 4",
        "DETACH 5",
        "DETACH 7",
        "DETACH 8",
        "ATTACH_DURABLE 2 u c 10 0 n",
        "ATTACH_SHARED 3 t g 1 0 {\"max_attempts\":3,\"retry_backoff\":\"PT0.1S\",\"ordered_by\":\"sender\"}",
        "STORE_RAW n t %3$s",
        "GIVE_BACK 3 1",
        "FAIL 3 2 PT1S false type text",
        "SETTLE 3 3",
        "LIST_GROUPS",
        "FORGET_GROUP g t",
        "GET_PAGE t 0 10 1000",
        "LIST_TOPICS",
        "LIST_CLIENTS",
        "LIST_SUBSCRIBERS n",
        "LIST_ALL_SUBSCRIBERS",
        "STATS",
        "REQUEUE %2$s",
        "REQUEUE_GROUP %2$s",
        "FORGET c",
        "CLEAR t",
        "CLEAR",
        "LAST"
    };

    @Test
    void noCommandLoadsJacksonOrTheStoreOnTheEventLoop(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("classes.log");
        ProcessBuilder builder = ChildProcess.java(Commands.class);
        builder.command().add(1, "-Xlog:class+load:file=" + log);
        ChildProcess.Result result = ChildProcess.run(builder, 120);
        assertEquals(0, result.exitCode(), result.output());
        List<String> classes = Files.readAllLines(log);
        int marker = 0;
        while (marker < classes.size() && !classes.get(marker).contains(Marker.class.getName() + " ")) {
            marker++;
        }
        assertTrue(marker < classes.size(), "the marker was not loaded");
        assertTrue(
                classes.subList(0, marker).stream().anyMatch(line -> line.contains(" tools.jackson.")),
                "the warm-up loads nothing of Jackson; is it needed still?");
        assertEquals(
                List.of(),
                classes.subList(marker, classes.size()).stream()
                        .filter(line -> line.contains(" tools.jackson.")
                                || line.contains(" com.fasterxml.jackson.")
                                || line.contains(" io.messaging.store."))
                        .toList());
    }

    /** Its loading is where in the log the commands begin. */
    static final class Marker {
        static final boolean LOADED = Boolean.parseBoolean("true");

        private Marker() {}
    }

    /** A program that runs each command once, as the first client of a new server. */
    static final class Commands {
        private Commands() {}

        public static void main(String[] arguments) throws Exception {
            Message message =
                    Message.builder(GemstoneId.of(1)).payload(Map.of("n", 1)).build();
            Message other =
                    Message.builder(GemstoneId.of(3)).payload(Map.of("n", 2)).build();
            byte[] letter = new DeadLetter("backend", "c", "u", message, "type", "text")
                    .toMessage(GemstoneId.of(2))
                    .toJsonBytes();
            String encodedLetter = "JSON:" + Base64.getEncoder().encodeToString(letter);
            try (EmbeddedServer server = EmbeddedServer.start()) {
                for (Thread thread : Thread.getAllStackTraces().keySet()) {
                    if (thread.getName().equals(WarmUp.THREAD_NAME)) {
                        thread.join(TimeUnit.MINUTES.toMillis(1));
                    }
                }
                assertTrue(Marker.LOADED);
                try (Socket socket = new Socket(server.host(), server.port());
                        BufferedReader in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                    for (String command : COMMANDS) {
                        String sent = String.format(command, message.toJson(), encodedLetter, other.toJson()) + "\n";
                        socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
                    }
                    String line = ""; // some commands have no answer, and some deliver messages
                    while (!line.endsWith("unknown command LAST")) {
                        line = in.readLine();
                    }
                }
            }
        }
    }
}
