package io.messaging.store;

import io.messaging.backend.RejectedMessageException;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.util.List;
import java.util.Map;

/**
 * How much a store may hold, and the options that say so. Reaching a limit refuses the storer; what is stored stays
 * readable. Immutable.
 *
 * @param maxStoredBytes over all topics, JSON and 128 for each message; {@link Long#MAX_VALUE} for no limit
 * @param maxMessagesPerTopic stored messages in one topic
 * @param maxTopics topics that were ever stored to, or are subscribed to
 * @param maxNameLength characters in the name of a topic or namespace
 * @param maxIndexBytes what the heap may hold of messages that are in a directory, and of names; {@link Long#MAX_VALUE} for no limit
 */
public record StoreLimits(
        long maxStoredBytes, long maxMessagesPerTopic, int maxTopics, int maxNameLength, long maxIndexBytes) {
    public static final FactoryOption<Long> MAX_STORED_BYTES = FactoryOption.longInteger(
            "max_stored_bytes",
            Long.MAX_VALUE,
            1,
            Long.MAX_VALUE,
            "How many bytes may be stored, JSON and 128 for each message; with a limit each message is written as JSON "
                    + "once, in order to count it.");

    public static final FactoryOption<Long> MAX_MESSAGES_PER_TOPIC = FactoryOption.longInteger(
            "max_messages_per_topic",
            10_000_000L,
            1,
            Long.MAX_VALUE,
            "How many messages one topic may hold; one more is refused.");

    public static final FactoryOption<Integer> MAX_TOPICS =
            FactoryOption.integer("max_topics", 1_000_000, 1, Integer.MAX_VALUE, "How many topics there may be.");

    public static final FactoryOption<Integer> MAX_TOPIC_LENGTH = FactoryOption.integer(
            "max_topic_length",
            4_096,
            1,
            Integer.MAX_VALUE,
            "How many characters the name of a topic or namespace may have.");

    private static final int SHOWN = 40;

    /** No limit but the heap. */
    public static final StoreLimits NONE =
            new StoreLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** Limits without one for the index. */
    public StoreLimits(long maxStoredBytes, long maxMessagesPerTopic, int maxTopics, int maxNameLength) {
        this(maxStoredBytes, maxMessagesPerTopic, maxTopics, maxNameLength, Long.MAX_VALUE);
    }

    /** What holds where no option is given. */
    public static final StoreLimits DEFAULTS = of(OptionValues.check(
            "the store", List.of(MAX_STORED_BYTES, MAX_MESSAGES_PER_TOPIC, MAX_TOPICS, MAX_TOPIC_LENGTH), Map.of()));

    /** Reads the limits from options that include those above. */
    public static StoreLimits of(OptionValues options) {
        return new StoreLimits(
                options.get(MAX_STORED_BYTES),
                options.get(MAX_MESSAGES_PER_TOPIC),
                options.get(MAX_TOPICS),
                options.get(MAX_TOPIC_LENGTH));
    }

    /**
     * Reads the limits of a store in a directory. Its messages are not on the heap, so that only the disk limits their bytes, unless an
     * option does; their index entries are, and may take two thirds of it.
     *
     * @param heapBytes the size of the heap
     */
    public static StoreLimits inDirectory(OptionValues options, long heapBytes) {
        StoreLimits limits = of(options);
        boolean limited = options.given().containsKey(MAX_STORED_BYTES.name());
        return new StoreLimits(
                limited ? limits.maxStoredBytes : Long.MAX_VALUE,
                limits.maxMessagesPerTopic,
                limits.maxTopics,
                limits.maxNameLength,
                heapBytes / 3 * 2);
    }

    /** Returns how large the index may be that is found in a directory: as much as fits into the heap, with a tenth to spare. */
    long maxRecoveredIndexBytes() {
        return maxIndexBytes > Long.MAX_VALUE / 27 ? Long.MAX_VALUE : maxIndexBytes * 27 / 20;
    }

    /** Returns the size of the heap that holds an index which is found in a directory. */
    static long heapFor(long indexBytes) {
        return indexBytes / 9 * 10;
    }

    void requireName(String what, String name) {
        if (name.length() > maxNameLength) {
            throw new RejectedMessageException(
                    "the " + what + " '" + name.substring(0, Math.min(SHOWN, name.length())) + "...' has "
                            + name.length() + " characters and may have " + maxNameLength
                            + " (max_topic_length); use a shorter name or raise the limit");
        }
    }

    /** Whether there is a limit of bytes, and so bytes are counted. */
    public boolean countsBytes() {
        return maxStoredBytes != Long.MAX_VALUE || maxIndexBytes != Long.MAX_VALUE;
    }
}
