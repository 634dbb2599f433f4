package io.messaging.spi;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.FailureText;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Logs uses that conform to the contract and probably do not do what was meant. Thread-safe. */
final class UsageHints {
    private static final System.Logger LOGGER = SafeLog.of(MessagingBackend.class);
    private static final int MOST_HINTS = 100;
    private static final int LONGEST_PATTERN = 255;

    /** A part between separators that other messaging systems take as a wildcard, or a star at the end. */
    private static final Pattern WILDCARD = Pattern.compile("(?:.*[./:])?(?:\\*\\*?|>|\\+|#)(?:[./:].*)?|.*\\*");

    private static final Set<String> HINTED = ConcurrentHashMap.newKeySet();

    private UsageHints() {}

    /** Says once for each topic that it has no wildcards, where it looks as if it were meant to have some. */
    static void hintAtWildcards(String topic) {
        if (isLikeAPattern(topic) && HINTED.size() < MOST_HINTS && HINTED.add(shown(topic))) {
            LOGGER.log(
                    Level.INFO,
                    "subscribed to the topic '" + shown(topic) + "' literally: topics have no wildcards, so messages "
                            + "stored under other topics do not arrive; subscribe to each topic that is wanted, or to "
                            + "TopicFilter.startingWith(prefix)");
        }
    }

    static boolean isLikeAPattern(String topic) {
        for (int i = 0; i < topic.length() && topic.length() <= LONGEST_PATTERN; i++) {
            char c = topic.charAt(i);
            if (c == '*' || c == '>' || c == '+' || c == '#') {
                return WILDCARD.matcher(topic).matches();
            }
        }
        return false;
    }

    private static String shown(String topic) {
        return FailureText.name(topic).replaceAll("\\p{Cntrl}", "?");
    }

    /** Says on the losing side that a durable subscription was taken over. */
    static void logTakeOver(Subscription subscription) {
        subscription.ended().thenAccept(end -> {
            if (end.reason() == SubscriptionEnd.Reason.TAKEN_OVER) {
                LOGGER.log(
                        Level.WARNING,
                        "durable client '" + subscription.options().clientId().orElse("")
                                + "' gets no more messages of "
                                + "topic '" + shown(subscription.topic()) + "' here: " + end.detail()
                                + "; give each instance a client id of its own where both are meant to run");
            }
        });
    }
}
