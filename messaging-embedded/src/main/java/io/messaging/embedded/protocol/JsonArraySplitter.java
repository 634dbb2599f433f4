package io.messaging.embedded.protocol;

import java.util.Arrays;

/**
 * Cuts the text of a JSON array into the texts of its elements, which are objects, while it arrives in pieces. It only
 * counts brackets; whether an element is well-formed is for its reader to say. Used by one thread.
 */
public final class JsonArraySplitter {
    /** Takes an element's bytes, which are valid during the call. */
    @FunctionalInterface
    public interface Sink {
        /** Takes one element. */
        void element(byte[] bytes, int offset, int length);
    }

    private static final int KEEP_BYTES = 1 << 20;

    private final Sink sink;
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean done;
    private byte[] kept = new byte[1024];
    private int keptLength;

    /** Passes each element to the sink, in order. */
    public JsonArraySplitter(Sink sink) {
        this.sink = sink;
    }

    /** Takes the next piece. */
    public void feed(byte[] bytes, int offset, int length) throws ProtocolException {
        int elementStart = offset;
        for (int i = offset; i < offset + length; i++) {
            byte b = bytes[i];
            if (inString) {
                string(b);
            } else if (b == '"') {
                inString = true;
                requireInside(depth > 1, b);
            } else if (b == '{' || b == '[') {
                requireInside(!done && (depth > 0 ? depth > 1 || b == '{' : b == '['), b);
                if (++depth == 2) {
                    elementStart = i;
                }
            } else if (b == '}' || b == ']') {
                requireInside(depth > 0, b);
                if (--depth == 1) {
                    emit(bytes, elementStart, i + 1);
                }
                done |= depth == 0;
            } else {
                requireInside(depth > 1 || b <= ' ' || (b == ',' && depth == 1), b);
            }
        }
        if (depth > 1) {
            keep(bytes, elementStart, offset + length);
        }
    }

    private void string(byte b) {
        if (escaped) {
            escaped = false;
        } else if (b == '\\') {
            escaped = true;
        } else if (b == '"') {
            inString = false;
        }
    }

    private static void requireInside(boolean allowed, byte b) throws ProtocolException {
        if (!allowed) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "a list of messages is a JSON array of objects; found '" + (char) b + "'");
        }
    }

    private void emit(byte[] bytes, int from, int to) {
        if (keptLength == 0) {
            sink.element(bytes, from, to - from);
            return;
        }
        keep(bytes, from, to);
        sink.element(kept, 0, keptLength);
        keptLength = 0;
        if (kept.length > KEEP_BYTES) {
            kept = new byte[1024];
        }
    }

    private void keep(byte[] bytes, int from, int to) {
        int needed = Math.addExact(keptLength, to - from);
        if (needed > kept.length) {
            kept = Arrays.copyOf(kept, (int) Math.max(needed, Math.min(kept.length * 2L, Integer.MAX_VALUE - 8)));
        }
        System.arraycopy(bytes, from, kept, keptLength, to - from);
        keptLength = needed;
    }

    /** Says that no more will come. */
    public void finish() throws ProtocolException {
        if (!done) {
            throw new ProtocolException(ErrorCode.INVALID, "a list of messages ends before its closing bracket");
        }
    }
}
