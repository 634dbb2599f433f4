package io.messaging.embedded.client.wire;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.JsonArraySplitter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.json.ByteScan;
import io.messaging.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Reads replies. A list of messages is cut into messages while it arrives, so that its text is never in memory as a
 * whole. Used by one thread at a time.
 */
public final class WireInput {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] LIST = "MESSAGES JSON:".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final Words words = new Words();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private int maxLineBytes = 1 << 30;
    private Runnable beforeReading = () -> {};

    WireInput(InputStream in) {
        this.in = in;
    }

    /** Refuses longer lines, while it is not known who is there. */
    void maxLineBytes(int bytes) {
        maxLineBytes = bytes;
    }

    /** Sets what runs each time before this reads from the connection, which may block. */
    public void beforeReading(Runnable task) {
        beforeReading = task;
    }

    /** Reads a line; its words are valid until the next call. */
    public Words readLine() throws IOException, ProtocolException {
        int scanned = position;
        while (true) {
            scanned = ByteScan.indexOf(buffer, (byte) '\n', scanned, limit);
            if (scanned < limit) {
                Words line = words.split(buffer, position, scanned);
                position = scanned + 1;
                return line;
            }
            if (limit - position > maxLineBytes) {
                throw new ProtocolException(ErrorCode.TOO_LONG, "an answer of more than " + maxLineBytes + " bytes");
            }
            scanned -= fill();
        }
    }

    /** Reads more; returns by how much the unread bytes have moved to the front. */
    private int fill() throws IOException {
        int moved = 0;
        if (position == limit) {
            moved = position;
            position = limit = 0;
            if (buffer.length > BUFFER_BYTES) {
                buffer = new byte[BUFFER_BYTES];
            }
        } else if (limit == buffer.length) {
            moved = position;
            byte[] target = position > 0 ? buffer : Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
            System.arraycopy(buffer, position, target, 0, limit - position);
            buffer = target;
            limit -= position;
            position = 0;
        }
        beforeReading.run();
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        limit += count;
        return moved;
    }

    /** Reads the answer to a request for messages. */
    List<Message> readMessages() throws IOException, ProtocolException, ServerErrorException {
        List<Message> messages = new ArrayList<>();
        JsonArraySplitter splitter =
                new JsonArraySplitter((bytes, offset, length) -> messages.add(Message.fromJson(bytes, offset, length)));
        if (startsWithList()) {
            position += LIST.length;
            decodeList(splitter);
        } else {
            ByteBuffer json = listOf(readLine());
            splitter.feed(json.array(), json.arrayOffset() + json.position(), json.remaining());
        }
        splitter.finish();
        return messages;
    }

    private boolean startsWithList() throws IOException {
        int seen = 0;
        while (seen < LIST.length) {
            if (position + seen == limit) {
                fill();
            }
            if (buffer[position + seen] != LIST[seen]) {
                return false;
            }
            seen++;
        }
        return true;
    }

    private void decodeList(JsonArraySplitter splitter) throws IOException, ProtocolException {
        while (true) {
            int end = position;
            while (end < limit && buffer[end] > ' ') {
                end++;
            }
            boolean complete = end < limit;
            int count = complete ? end - position : (end - position) & ~3;
            decode(splitter, count);
            position += count;
            if (complete) {
                readLine();
                return;
            }
            fill();
        }
    }

    private void decode(JsonArraySplitter splitter, int count) throws ProtocolException {
        if (count == 0) {
            return;
        }
        try {
            byte[] json = Base64.getDecoder()
                    .decode(ByteBuffer.wrap(buffer, position, count))
                    .array();
            splitter.feed(json, 0, json.length);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.INVALID, "a list of messages is not valid base64", e);
        }
    }

    private static ByteBuffer listOf(Words line) throws ProtocolException, ServerErrorException {
        if (line.count() > 1 && line.command().equals("MESSAGES")) {
            return line.decoded(1);
        }
        throw unexpected(line, "MESSAGES");
    }

    /** Reads an answer that begins with a word; throws what any other answer means. */
    public Words expect(String first) throws IOException, ProtocolException, ServerErrorException {
        Words line = readLine();
        if (line.count() > 0 && line.command().equals(first)) {
            return line;
        }
        throw unexpected(line, first);
    }

    private static ProtocolException unexpected(Words line, String wanted)
            throws ProtocolException, ServerErrorException {
        if (line.count() > 0 && line.command().equals("ERROR")) {
            throw ServerErrorException.of(line);
        }
        return new ProtocolException(
                ErrorCode.INVALID, "an answer that is not " + wanted + " but '" + line.shown() + "'");
    }
}
