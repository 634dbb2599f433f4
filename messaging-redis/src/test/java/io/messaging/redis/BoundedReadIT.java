package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Reads in another process what its heap could not hold. {@code -Dmessaging.read.messages=1000000
 * -Dmessaging.read.heap=64} reads a million messages in 64 MiB.
 */
@Tag("thorough")
class BoundedReadIT {
    private static final String TOPIC = "bounded-read";
    private static final int MESSAGES = Integer.getInteger("messaging.read.messages", 100_000);
    private static final int HEAP_MEBIBYTES = Integer.getInteger("messaging.read.heap", 24);
    private static final int MESSAGE_BYTES = 400;
    private static final GemstoneGenerator IDS = new GemstoneGenerator(7);
    private static final int CHUNK = 5_000;
    private static final int PAGE = 1_000;
    private static final long LIMIT_SECONDS = 600;

    @Test
    void pagesAndStreamNeedNoMoreHeapThanAPage() throws Exception {
        try (RedisProcess server = RedisProcess.start()) {
            fill(server.port());
            ChildProcess.Result reader = ChildProcess.run(
                    ChildProcess.java(HEAP_MEBIBYTES, BoundedReadIT.class, server.port()), LIMIT_SECONDS);
            assertEquals("%d in pages%n%d as a stream%n".formatted(MESSAGES, MESSAGES), reader.output());
            assertEquals(0, reader.exitCode());
        }
    }

    private static MessagingBackend open(int port) {
        return Configs.open(port, "request_timeout_millis", Configs.PATIENT_MILLIS);
    }

    private static void fill(int port) {
        try (MessagingBackend backend = open(port)) {
            for (int stored = 0; stored < MESSAGES; stored += CHUNK) {
                List<CompletableFuture<Void>> stores = new ArrayList<>();
                for (int i = stored; i < Math.min(MESSAGES, stored + CHUNK); i++) {
                    stores.add(backend.storeMessageAsync("test", TOPIC, message()));
                }
                stores.forEach(CompletableFuture::join);
            }
        }
    }

    /** Its JSON has no optional fields, which leaves more of its size to the text. */
    private static Message message() {
        String start = "{\"id\":" + IDS.next() + ",\"sender\":{\"name\":\"test\"},\"payload\":{\"text\":\"";
        String end = "\"}}";
        return Message.fromJson(start + "a".repeat(MESSAGE_BYTES - start.length() - end.length()) + end);
    }

    /** The reader's process; takes the port. */
    public static void main(String[] arguments) {
        try (MessagingBackend backend = open(Integer.parseInt(arguments[0]))) {
            System.out.println(countPages(backend) + " in pages");
            System.out.println(countStream(backend) + " as a stream");
        }
    }

    private static int countPages(MessagingBackend backend) {
        int count = 0;
        GemstoneId last = GemstoneId.ZERO;
        List<Message> page = backend.getMessagesForTopicSince(TOPIC, last, PAGE);
        while (!page.isEmpty()) {
            count += page.size();
            last = page.get(page.size() - 1).id();
            page = backend.getMessagesForTopicSince(TOPIC, last, PAGE);
        }
        return count;
    }

    private static long countStream(MessagingBackend backend) {
        try (Stream<Message> messages = backend.streamMessagesForTopicSince(TOPIC, GemstoneId.ZERO)) {
            return messages.mapToLong(message -> 1).sum();
        }
    }
}
