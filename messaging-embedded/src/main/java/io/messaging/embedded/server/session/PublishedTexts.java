package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.StreamedLine;
import java.util.ArrayDeque;

/**
 * What was published to a session and not pushed yet: a bounded queue, since it is stored nowhere else. Owned by the event loop.
 */
final class PublishedTexts {
    private static final int MAX_TEXTS = 10_000;
    private static final long MAX_BYTES = 4L << 20;

    private record Text(String topic, byte[] bytes) {}

    private final ArrayDeque<Text> texts = new ArrayDeque<>();
    private long bytes;

    /** Takes a text, unless too many wait; one alone is always taken. */
    boolean offer(String topic, byte[] text) {
        if (!texts.isEmpty() && (texts.size() >= MAX_TEXTS || bytes + text.length > MAX_BYTES)) {
            return false;
        }
        texts.add(new Text(topic, text));
        bytes += text.length;
        return true;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** Returns the next text as a line, or null. */
    StreamedLine poll() {
        Text text = texts.poll();
        if (text == null) {
            return null;
        }
        bytes -= text.bytes().length;
        return Replies.push(Replies.messagePrefix(text.topic()), text.bytes());
    }
}
