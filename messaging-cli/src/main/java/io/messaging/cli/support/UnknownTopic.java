package io.messaging.cli.support;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.cli.terminal.DisplayText;
import java.util.List;
import java.util.Optional;

/** Tells an unknown topic, which may be a mistyped name, from an empty one. */
public final class UnknownTopic {
    private UnknownTopic() {}

    /**
     * Returns a sentence about a topic that has neither messages nor subscribers, with the names that are similar; empty for others,
     * and where the backend cannot tell.
     */
    public static Optional<String> hint(MessagingBackend backend, String topic) {
        List<String> topics;
        try {
            topics = backend.topics();
        } catch (UnsupportedOperationException | MessagingException e) {
            return Optional.empty();
        }
        if (topics.contains(topic)) {
            return Optional.empty();
        }
        List<String> similar = SimilarNames.of(topic, topics);
        String unknown = "topic '" + topic + "' is unknown";
        return Optional.of(DisplayText.printable(
                similar.isEmpty() ? unknown : unknown + "; similar: '" + String.join("', '", similar) + "'"));
    }
}
