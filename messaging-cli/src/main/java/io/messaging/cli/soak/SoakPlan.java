package io.messaging.cli.soak;

import io.messaging.config.MessagingConfig;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Who takes part. Immutable.
 *
 * @param seed what all chance comes from
 * @param writers how many clients store
 * @param subscribers how many clients subscribe
 * @param durables how many durable clients there are
 * @param topics where to
 */
record SoakPlan(long seed, int writers, int subscribers, int durables, List<SoakTopic> topics) {
    private static final int KEPT_TOPICS = 6;
    private static final int FLEETING_TOPICS = 2;

    static SoakPlan of(long seed, int clients) {
        int writers = Math.max(1, clients / 3);
        int durables = Math.max(1, clients / 6);
        List<SoakTopic> topics = IntStream.range(0, KEPT_TOPICS + FLEETING_TOPICS)
                .mapToObj(number -> new SoakTopic(number, "soak \"" + number + "\" \u20ac", number >= KEPT_TOPICS))
                .toList();
        return new SoakPlan(seed, writers, Math.max(1, clients - writers - durables), durables, topics);
    }

    Random random(int number) {
        return new Random(seed * 1_000_003 + number);
    }

    /** A durable client's topic: one of those whose messages last. */
    SoakTopic durableTopic(int number) {
        return topics.get(number % KEPT_TOPICS);
    }

    static MessagingConfig config(int port) {
        return MessagingConfig.of(Map.of(
                "backend_module",
                "io.messaging.embedded",
                "backend_class",
                "EmbeddedMessagingBackend",
                "backend_config",
                Map.of("port", port, "auto_start_server", false, "in_process", false)));
    }
}
