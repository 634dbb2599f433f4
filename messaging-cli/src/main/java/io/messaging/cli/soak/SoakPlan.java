package io.messaging.cli.soak;

import io.messaging.config.MessagingConfig;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Who takes part. Immutable.
 *
 * @param seed the random seed
 * @param writers how many clients store
 * @param subscribers how many clients subscribe
 * @param durables how many durable clients there are
 * @param processes how many clients are processes of their own, which get killed
 * @param topics the topics
 */
record SoakPlan(long seed, int writers, int subscribers, int durables, int processes, List<SoakTopic> topics) {
    private static final int KEPT_TOPICS = 6;
    private static final int FLEETING_TOPICS = 2;

    /** Long enough to restart the server on a busy machine. */
    private static final int REQUEST_TIMEOUT_MILLIS = 60_000;

    static final List<SoakTopic> TOPICS = IntStream.range(0, KEPT_TOPICS + FLEETING_TOPICS)
            .mapToObj(number -> new SoakTopic(number, "soak \"" + number + "\" \u20ac", number >= KEPT_TOPICS))
            .toList();

    static SoakPlan of(long seed, int clients) {
        int writers = Math.max(1, clients / 3);
        int durables = Math.max(1, clients / 6);
        int processes = Math.max(1, clients / 12);
        return new SoakPlan(
                seed, writers, Math.max(1, clients - writers - durables - processes), durables, processes, TOPICS);
    }

    Random random(int number) {
        return new Random(seed * 1_000_003 + number);
    }

    /** Returns a durable client's topic: one without short-lived messages. */
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
                Map.of(
                        "port",
                        port,
                        "auto_start_server",
                        false,
                        "in_process",
                        false,
                        "request_timeout_millis",
                        REQUEST_TIMEOUT_MILLIS)));
    }
}
