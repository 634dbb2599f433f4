package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.StreamedLine;
import io.messaging.embedded.server.feed.Feeds;
import java.nio.ByteBuffer;

/**
 * What a session has to send, in order: the line in progress, replies, published texts, then messages of the
 * feeds as far as there is room. Of large lines it holds the source, not the text. Owned by the event loop.
 */
final class Outbox {
    private static final int FIRST_BYTES = 512;
    private static final int KEEP_BYTES = 16 * 1024;

    /** A client that does not read its replies is not read from either once so much waits for it. */
    private static final int MAX_REPLY_BYTES = 128 * 1024;

    private final Feeds feeds;
    private final PublishedTexts published = new PublishedTexts();
    private final LineWriter replies = new LineWriter(FIRST_BYTES);
    private int repliesWritten;

    /** A large reply, due after the small ones before it. No command is executed while it waits, so there is one. */
    private StreamedLine largeReply;

    /** Begun and not complete: nothing else may come in between. */
    private StreamedLine current;

    private boolean currentIsReply;

    /** How many bytes the large reply holds. */
    private long largeReplyBytes;

    Outbox(Feeds feeds) {
        this.feeds = feeds;
    }

    /** Where small replies are written to. */
    LineWriter replies() {
        return replies;
    }

    void largeReply(StreamedLine line, long heldBytes) {
        largeReply = line;
        largeReplyBytes = heldBytes;
    }

    /** Returns what it makes the server hold, beside messages that the store holds, too. */
    long heldBytes() {
        return replies.capacity() + published.bytes() + (hasLargeReply() ? largeReplyBytes : 0);
    }

    boolean publish(String topic, byte[] text) {
        return published.offer(topic, text);
    }

    /** Whether so many replies wait that no further command should be executed. */
    boolean isCongested() {
        return hasLargeReply() || replies.length() - repliesWritten > MAX_REPLY_BYTES;
    }

    private boolean hasLargeReply() {
        return largeReply != null || currentIsReply;
    }

    boolean hasReplies() {
        return hasLargeReply() || replies.length() > repliesWritten;
    }

    boolean isEmpty() {
        return !hasReplies() && current == null && published.isEmpty() && !feeds.isReady();
    }

    /** Fills the buffer as far as there is something to send. */
    void fill(ByteBuffer out) {
        while (writeCurrent(out) && writeReplies(out)) {
            if (largeReply != null) {
                begin(largeReply, true);
                largeReply = null;
            } else if (!published.isEmpty()) {
                begin(published.poll(), false);
            } else {
                StreamedLine large = feeds.push(out);
                if (large == null) {
                    return;
                }
                begin(large, false);
            }
        }
    }

    private void begin(StreamedLine line, boolean isReply) {
        current = line;
        currentIsReply = isReply;
    }

    private boolean writeCurrent(ByteBuffer out) {
        if (current != null) {
            if (!current.writeTo(out)) {
                return false;
            }
            begin(null, false);
        }
        return true;
    }

    private boolean writeReplies(ByteBuffer out) {
        int count = Math.min(replies.length() - repliesWritten, out.remaining());
        if (count > 0) {
            out.put(replies.array(), repliesWritten, count);
            repliesWritten += count;
        }
        if (repliesWritten < replies.length()) {
            return false;
        }
        if (repliesWritten > 0) {
            replies.clear(KEEP_BYTES);
            repliesWritten = 0;
        }
        return true;
    }
}
