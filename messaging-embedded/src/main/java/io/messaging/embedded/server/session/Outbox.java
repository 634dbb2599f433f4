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
    /** A client that does not read its replies is not read from either once so much waits for it. */
    private static final int MAX_REPLY_BYTES = 128 * 1024;

    private final Feeds feeds;
    private final PublishedTexts published = new PublishedTexts();
    private final ReplyBuffer replies = new ReplyBuffer();

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
        return replies.lines();
    }

    /** The replies that follow are of one turn. */
    void turnStarts() {
        replies.turnStarts();
    }

    /** The turn has stored something: its replies wait until {@link #release}. */
    void hold() {
        replies.hold();
    }

    /** What the first turn that waits has stored is safe. */
    void release() {
        replies.release();
    }

    /** The reply that was written last has to be sent before any message. */
    void sendBeforeMessages() {
        replies.blockPushes();
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
        return hasLargeReply() || replies.waiting() > MAX_REPLY_BYTES;
    }

    private boolean hasLargeReply() {
        return largeReply != null || currentIsReply;
    }

    boolean hasReplies() {
        return hasLargeReply() || replies.waiting() > 0;
    }

    /** Whether there is nothing that may be sent now. */
    boolean isEmpty() {
        return current == null
                && replies.sendable() == 0
                && (largeReply == null || replies.isHeld())
                && (!replies.mayPush() || published.isEmpty() && !feeds.isReady());
    }

    /** Fills the buffer as far as there is something to send. */
    void fill(ByteBuffer out) {
        while (writeCurrent(out) && replies.writeTo(out)) {
            if (largeReply != null && !replies.isHeld()) {
                begin(largeReply, true);
                largeReply = null;
            } else if (!replies.mayPush()) {
                return;
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
}
