package io.messaging.embedded.server.session;

import io.messaging.administration.DeadLetter;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.Words;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.server.feed.EncodedMessages;
import io.messaging.embedded.server.feed.FeedHost;
import io.messaging.embedded.server.feed.Feeds;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Executes each command once on a store of its own, once in a JVM, on a thread that ends then. It loads the classes that
 * the commands need; otherwise the event loop would load them at the first command of each kind, and all clients would
 * wait for that.
 */
public final class WarmUp {
    private static final System.Logger LOGGER = SafeLog.of(WarmUp.class);
    private static final int SENT_BYTES = 64 * 1024;

    /** The name of the thread, for tests. */
    static final String THREAD_NAME = "messaging-warm-up";

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private WarmUp() {}

    /** Starts, unless it was started before; does not wait. */
    public static void start(ServerSettings settings) {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(null, () -> run(settings), THREAD_NAME, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    private static void run(ServerSettings settings) {
        try (ServerCore core =
                new ServerCore(settings, ServerStore.inMemory(settings), () -> {}, (nanos, action) -> {})) {
            Feeds feeds = new Feeds(new NoConnection(), core, new EncodedMessages(core.registry()));
            Outbox outbox = new Outbox(feeds);
            // Neither closes a connection nor makes room for large lists.
            CommandRunner runner =
                    new CommandRunner(null, core, feeds, outbox, core.store().batch(), null);
            ByteBuffer sent = ByteBuffer.allocate(SENT_BYTES);
            for (String line : lines()) {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                runner.run(new Words().split(bytes, 0, bytes.length));
                outbox.fill(sent.clear());
            }
        } catch (RuntimeException | LinkageError e) {
            // the first use gets the error again
            LOGGER.log(Level.DEBUG, "the warm-up ended early", e);
        }
    }

    private static List<String> lines() {
        Message message = Message.builder(GemstoneId.of(1))
                .topic("t")
                .payload(Map.of("text", "\u00fc", "numbers", List.of(1, 1.5), "flag", true))
                .build();
        String json = message.toJson();
        String letter = new DeadLetter("b", "c", "t", message, "type", "text")
                .toMessage(GemstoneId.of(2))
                .toJson();
        return List.of(
                "HELLO 2 1 host",
                "PING",
                "SUBSCRIBE t",
                "ATTACH 1 t NOW 10 n",
                "ATTACH_DURABLE 2 t c 10 0 n",
                "ATTACH_SHARED 3 t g 1 0 {\"max_attempts\":2,\"retry_backoff\":\"PT1S\",\"ordered_by\":\"k\"}",
                "ATTACH_PREFIX 4 t NOW 10 {} n",
                "STORE_MESSAGE n t " + encoded(json),
                "ATTACH_AFTER 5 t FIRST 10 1 n",
                "ATTACH_AFTER 6 t FIRST 10 2 n",
                "ATTACH_DURABLE_AFTER 7 t d 10 0 FIRST 1 n",
                "ATTACH_SHARED_AFTER 8 t h 1 0 {\"max_attempts\":1} FIRST 1",
                "STORE_RAW n t " + json,
                "STORE_RAW n t {nothing}",
                "ACK 1 1",
                "NACK 2 1 type text",
                "REQUEUE " + encoded(letter),
                "GIVE_BACK 3 1",
                "FAIL 3 2 - false type text",
                "SETTLE 3 3",
                "REQUEUE_GROUP " + encoded(letter),
                "LIST_GROUPS",
                "GET_MESSAGES t",
                "GET_MESSAGES_SINCE t 0",
                "GET_NEXT t 0",
                "GET_PAGE t 0 1 1",
                "GET_MESSAGES_BY_ID n [1,18446744073709551615,\"2\"]",
                "GET_MESSAGES_BY_ID n [1,x",
                "PUBLISH t text",
                "LIST_SUBSCRIBERS n",
                "LIST_ALL_SUBSCRIBERS",
                "LIST_TOPICS",
                "LIST_CLIENTS",
                "STATS",
                "DETACH 1",
                "DETACH 4",
                "DETACH 5",
                "DETACH 7",
                "DETACH 8",
                "UNSUBSCRIBE t",
                "FORGET c",
                "FORGET_GROUP g t",
                "CLEAR t",
                "CLEAR",
                "UNKNOWN");
    }

    private static String encoded(String json) {
        return "JSON:" + Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Runs at once what feeds ask for, or not at all, and sends nothing. */
    private static final class NoConnection implements FeedHost {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void after(long millis, Runnable task) {}

        @Override
        public void ready() {}

        @Override
        public void send(Consumer<LineWriter> line) {}

        @Override
        public boolean publish(String topic, byte[] text) {
            return true;
        }
    }
}
