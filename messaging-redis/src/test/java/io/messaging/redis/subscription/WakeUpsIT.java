package io.messaging.redis.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.KillArgs;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class WakeUpsIT {
    private static final String LOST = "may have missed something";

    private static String name(byte[] message) {
        return message == null ? LOST : new String(message, StandardCharsets.UTF_8);
    }

    private static void publish(RedisLink link, String message) {
        link.call(() -> link.commands().publish("channel", message.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void onlyALostConnectionIsAGap() {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RedisProcess server = RedisProcess.start();
                RedisLink link = LinkFactory.open(Configs.settings(server.port()))) {
            WakeUps wakeUps = new WakeUps(link);
            wakeUps.add("channel", message -> heard.add(name(message)));
            publish(link, "first");
            Await.until("the first message", () -> heard.contains("first"));
            assertEquals(List.of("first"), heard);

            link.call(() -> link.commands().clientKill(KillArgs.Builder.typePubsub()));
            Await.until("being told of the gap", () -> heard.contains(LOST));
            publish(link, "second");
            Await.until("the second message", () -> heard.contains("second"));
            assertEquals(List.of("first", LOST, "second"), heard);
        }
    }
}
