package io.messaging.spi;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;

/** What backends that declare {@link io.messaging.backend.Capability#START_POSITION} have in common. */
public final class StartPositions {
    private static final int SHOWN = 100;

    private StartPositions() {}

    /** Whether options ask for a start that their kind of subscription does not have by itself. */
    static boolean isAskedFor(SubscriptionOptions options) {
        boolean plain = !options.isDurable() && !options.isShared();
        return plain ? options.startsAfter().isPresent() : isRemembered(options);
    }

    /**
     * Returns whether a durable client or group, if it is new, starts after an id, which has to be remembered with its place. A
     * backend that does not do so throws {@link UnsupportedOperationException}.
     *
     * @param options of a subscription
     * @return false for plain subscriptions, and for a start with everything stored
     */
    public static boolean isRemembered(SubscriptionOptions options) {
        return (options.isDurable() || options.isShared())
                && options.startsAfter()
                        .filter(after -> !after.equals(GemstoneId.ZERO))
                        .isPresent();
    }

    /**
     * Returns what to throw where a topic does not hold the message to start after, before anything has changed (SUB-16).
     *
     * @param topic the topic
     * @param after the id that was asked for
     * @return the exception, with a message for users
     */
    public static IllegalArgumentException unknown(String topic, GemstoneId after) {
        String shown = topic.length() <= SHOWN ? topic : topic.substring(0, SHOWN) + "...";
        return new IllegalArgumentException(
                "after is " + after + ", and topic '" + shown + "' holds no message of that id;"
                        + " give the id of one that it holds now, or start from the beginning");
    }
}
