package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.LineWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * A session's small replies, in order. Those of a turn that has stored something, and all behind them, are held until that is safe.
 * Owned by the event loop.
 */
final class ReplyBuffer {
    private static final int FIRST_BYTES = 512;
    private static final int KEEP_BYTES = 16 * 1024;

    /** So much that was sent is taken out of a buffer that never runs empty. */
    private static final int DISCARD_BYTES = 64 * 1024;

    private final LineWriter lines = new LineWriter(FIRST_BYTES);
    private int sent;

    /** Where the replies of the current turn begin. */
    private int turnStart;

    /** Where the replies end that were held, by turn, and the end of those that are not; none where all may be sent. */
    private final ArrayDeque<Integer> holds = new ArrayDeque<>();

    private int free;

    /** Where a reply ends that has to be sent before anything is pushed; 0 for none. */
    private int barrier;

    /** Where replies are written to. */
    LineWriter lines() {
        return lines;
    }

    int capacity() {
        return lines.capacity();
    }

    /** Returns how many bytes are not sent. */
    int waiting() {
        return lines.length() - sent;
    }

    /** Returns how many bytes may be sent. */
    int sendable() {
        return end() - sent;
    }

    private int end() {
        return isHeld() ? free : lines.length();
    }

    /** Whether replies wait until something is safe. */
    boolean isHeld() {
        return !holds.isEmpty();
    }

    void turnStarts() {
        turnStart = lines.length();
    }

    /** The turn has stored something. */
    void hold() {
        if (!isHeld()) {
            free = turnStart;
        }
        holds.add(lines.length());
    }

    /** What the first turn that is held has stored is safe. */
    void release() {
        free = holds.remove();
    }

    /** The reply that was written last has to be sent before anything is pushed: it says where a subscription starts. */
    void blockPushes() {
        barrier = lines.length();
    }

    boolean mayPush() {
        return barrier <= end();
    }

    /** Writes what may be sent, as far as there is room; returns whether that was all. */
    boolean writeTo(ByteBuffer out) {
        int count = Math.min(sendable(), out.remaining());
        if (count > 0) {
            out.put(lines.array(), sent, count);
            sent += count;
        }
        if (sendable() > 0) {
            return false;
        }
        if (waiting() == 0 && sent > 0) {
            lines.clear(KEEP_BYTES);
            sent = 0;
            barrier = 0;
        } else if (sent >= DISCARD_BYTES) {
            discardSent();
        }
        return true;
    }

    private void discardSent() {
        int count = sent;
        lines.discard(count);
        sent = 0;
        free -= count;
        barrier = Math.max(0, barrier - count);
        for (int left = holds.size(); left > 0; left--) {
            holds.add(holds.remove() - count);
        }
    }
}
