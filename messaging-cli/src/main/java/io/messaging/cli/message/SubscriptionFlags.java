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
            description =
                    "As a durable client, which begins with the whole topic, or after the last message that it got."
                            + " It takes over from a program that is connected under this id.")
    private String clientId;

    @Option(
            names = "--shared",
            paramLabel = "GROUP",
            description =
                    "As a member of a group, whose members share the messages: what is printed here, no other member"
                            + " gets. A new group begins with the whole topic.")
    private String group;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "How many messages this member of the group has at once; without it, 1.")
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
            description = "Also what is stored already, in storing order. Durable clients and groups begin so anyway.")
    private boolean fromBeginning;

    @Option(
            names = "--after",
            paramLabel = "ID",
            description =
                    "Also what is stored already and was created after this message, which the topic must hold. A known"
                            + " durable client or group goes on where it was.")
    private GemstoneId after;

    /**
     * Returns the options of the subscription.
     *
     * @throws IllegalArgumentException when they exclude each other or a value is not allowed
     */
    SubscriptionOptions options() {
        if (clientId != null && group != null) {
            throw new UsageException("--durable is '" + clientId + "' and --shared is '" + group
                    + "'; they exclude each other: a durable client has all messages to itself, the members of a group"
                    + " share them");
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
                    + "'; they exclude each other: give the topics themselves with --topic");
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
