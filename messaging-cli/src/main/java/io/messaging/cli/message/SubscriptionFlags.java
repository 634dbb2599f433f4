package io.messaging.cli.message;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.message.GemstoneId;
import picocli.CommandLine.Option;

/** The options that say what kind of subscription it is. Filled in by picocli, then read. */
final class SubscriptionFlags {
    @Option(
            names = "--durable",
            paramLabel = "ID",
            description = "Subscribes as this durable client: a new one starts at the beginning of the topic, a "
                    + "known one after its last acknowledged message. Takes over from a connected program that "
                    + "uses the same id.")
    private String clientId;

    @Option(
            names = "--shared",
            paramLabel = "GROUP",
            description = "Joins this group: each message goes to exactly one member. A new group starts at the "
                    + "beginning of the topic.")
    private String group;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Maximum number of messages in flight to this member. Default: 1.")
    private Integer concurrency;

    @Option(
            names = "--ordered-by",
            paramLabel = "KEY",
            description =
                    "The group handles messages with the same key one at a time and in order: conversation, thread,"
                            + " sender, or a field of the payload.")
    private String orderedBy;

    @Option(
            names = "--from-beginning",
            description = "Also prints messages that are already stored, in storing order. New durable clients and "
                    + "groups always start this way.")
    private boolean fromBeginning;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description = "Also prints stored messages created after the message with this id, which must be in "
                    + "the topic. A known durable client or group resumes at its own position.")
    private GemstoneId after;

    /**
     * Returns the options of the subscription.
     *
     * @throws IllegalArgumentException when they are mutually exclusive or a value is not allowed
     */
    SubscriptionOptions options() {
        if (clientId != null && group != null) {
            throw new UsageException("--durable is '" + clientId + "' and --shared is '" + group
                    + "'; use only one: a durable client receives all messages, group members share them");
        }
        if (group == null) {
            requireNoGroup("--concurrency", concurrency);
            requireNoGroup("--ordered-by", orderedBy);
            return start(clientId == null ? SubscriptionOptions.plain() : SubscriptionOptions.durable(clientId));
        }
        SubscriptionOptions options = start(SubscriptionOptions.shared(group));
        if (concurrency != null) {
            options = options.concurrency(concurrency);
        }
        return orderedBy == null ? options : options.orderedBy(orderedBy);
    }

    /**
     * Returns the options of a subscription to all topics with a prefix.
     *
     * @throws IllegalArgumentException when they are for one topic
     */
    SubscriptionOptions optionsOfPrefix(String prefix) {
        String given = clientId != null
                ? "--durable is '" + clientId + "'"
                : group != null ? "--shared is '" + group + "'" : after != null ? "--after is '" + after + "'" : null;
        if (given != null) {
            throw new UsageException(given + " and --prefix is '" + prefix
                    + "'; they are mutually exclusive: give the topics themselves with --topic");
        }
        return options();
    }

    private SubscriptionOptions start(SubscriptionOptions options) {
        if (after == null) {
            return fromBeginning ? options.fromBeginning() : options;
        }
        if (fromBeginning) {
            throw new UsageException("--after is '" + after
                    + "' and --from-beginning is given; give one of them: both say where to start");
        }
        return options.after(after);
    }

    private void requireNoGroup(String name, Object value) {
        if (value != null) {
            throw new UsageException(name + " is '" + value + "', and this is "
                    + (clientId == null ? "a plain subscription" : "durable client '" + clientId + "'")
                    + "; it is for members of a group: give --shared GROUP");
        }
    }

    /** Returns whose subscription it is, for people; empty for a plain one. */
    String who() {
        if (clientId != null) {
            return " as durable client " + DisplayText.printable(clientId);
        }
        return group == null ? "" : " as a member of group " + DisplayText.printable(group);
    }
}
