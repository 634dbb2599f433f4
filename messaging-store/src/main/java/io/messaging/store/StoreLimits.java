package io.messaging.store;

/**
 * How much a store may hold. Reaching a limit refuses the storer; what is stored stays readable. Immutable.
 *
 * @param maxStoredBytes over all topics, as {@link Quota} counts; {@link Long#MAX_VALUE} for no limit, and then none
 *     are counted
 * @param maxMessagesPerTopic stored messages in one topic
 * @param maxTopics topics that were ever stored to, or are subscribed to
 * @param maxNameLength characters in the name of a topic or namespace
 */
public record StoreLimits(long maxStoredBytes, long maxMessagesPerTopic, int maxTopics, int maxNameLength) {
    /** No limit but the heap. */
    public static final StoreLimits NONE =
            new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /**
     * Tells whether bytes are counted.
     *
     * @return whether there is a limit of bytes
     */
    public boolean countsBytes() {
        return maxStoredBytes != Long.MAX_VALUE;
    }
}
