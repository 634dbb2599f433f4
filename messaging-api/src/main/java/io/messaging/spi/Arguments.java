package io.messaging.spi;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.TopicFilter;

/** The checks of arguments that every backend makes alike (rule LIFE-04). */
final class Arguments {
    private Arguments() {}

    static <T> T requireNonNull(String name, T value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is null; it is required");
        }
        return value;
    }

    /** Several topics have neither one place to remember nor one message to start after. */
    static void requirePlain(TopicFilter topics, SubscriptionOptions options) {
        String refused = options.clientId()
                .map(id -> "clientId is '" + id + "'")
                .or(() -> options.group().map(group -> "group is '" + group + "'"))
                .or(() -> options.startsAfter()
                        .filter(after -> !after.equals(GemstoneId.ZERO))
                        .map(after -> "after is " + after))
                .orElse(null);
        if (refused != null) {
            throw new IllegalArgumentException(refused + ", and the subscription is to all topics that begin with '"
                    + topics.prefix()
                    + "'; it takes plain options, from now on or fromBeginning(): subscribe to each topic"
                    + " where others are needed");
        }
    }

    static int requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + "; it takes 1 or more");
        }
        return value;
    }
}
