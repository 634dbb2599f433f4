package io.messaging.embedded.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;

/**
 * A line whose last word is base64 of something large, written piece by piece as room comes up; at no time more of it
 * is in memory than one segment and one piece. Used by one thread.
 */
public final class StreamedLine {
    private static final byte[] EMPTY = {};
    private static final byte[] LINE_END = {'\r', '\n'};

    /** A multiple of three, so that the pieces' base64 can stand side by side. */
    private static final int PIECE_BYTES = 3 * 4 * 1024;

    private final Iterator<byte[]> segments;
    private byte[] segment = EMPTY;
    private int position;

    /** What is written next: the prefix, pieces of the text, the line's end. */
    private byte[] piece;

    private int pieceLength;
    private int pieceWritten;
    private byte[] raw;
    private byte[] encoded;
    private boolean textComplete;
    private boolean lineComplete;

    /**
     * Takes the line's parts.
     *
     * @param prefix the words before, the space, and {@code JSON:}
     * @param segments together what is encoded; pulled when there is room for the next
     */
    public StreamedLine(byte[] prefix, Iterator<byte[]> segments) {
        this.segments = segments;
        piece = prefix;
        pieceLength = prefix.length;
    }

    /** Writes as much as there is room for, and returns whether the line is complete. */
    public boolean writeTo(ByteBuffer out) {
        while (true) {
            int count = Math.min(pieceLength - pieceWritten, out.remaining());
            out.put(piece, pieceWritten, count);
            pieceWritten += count;
            if (pieceWritten < pieceLength || lineComplete) {
                return pieceWritten == pieceLength;
            }
            nextPiece();
        }
    }

    private void nextPiece() {
        pieceWritten = 0;
        if (textComplete) {
            piece = LINE_END;
            pieceLength = LINE_END.length;
            lineComplete = true;
            return;
        }
        if (raw == null) {
            raw = new byte[PIECE_BYTES];
            encoded = new byte[PIECE_BYTES / 3 * 4];
        }
        int count = fillRaw();
        textComplete = count < PIECE_BYTES;
        piece = encoded;
        pieceLength = Base64.getEncoder().encode(textComplete ? Arrays.copyOf(raw, count) : raw, encoded);
    }

    private int fillRaw() {
        int filled = 0;
        while (filled < PIECE_BYTES) {
            if (position == segment.length) {
                if (!segments.hasNext()) {
                    segment = EMPTY;
                    position = 0;
                    break;
                }
                segment = segments.next();
                position = 0;
            }
            int count = Math.min(segment.length - position, PIECE_BYTES - filled);
            System.arraycopy(segment, position, raw, filled, count);
            position += count;
            filled += count;
        }
        return filled;
    }
}
