package io.messaging.embedded.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;

/** Writes replies and pushes, each a whole line. Thread-safe. */
public final class Replies {
    /** The version of our additions to the protocol. */
    public static final int VERSION = 3;

    /** The version from which on a client knows which messages are redelivered. */
    public static final int REDELIVERED_SINCE_VERSION = 3;

    /** The first word of the line that ends a durable subscription from the server's side. */
    public static final String END = "END";

    /** The reason of {@link #END} when a newer instance claims the same client and topic. */
    public static final String TAKEN_OVER = "TAKEN_OVER";

    /** The reason of {@link #END} when an administrator had the client forgotten. */
    public static final String FORGOTTEN = "FORGOTTEN";

    /** The life of a message that does not expire. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    private static final byte[] MESSAGES = ascii("MESSAGES JSON:");
    private static final byte[] ENCODED = ascii("JSON:");
    private static final byte[] NOTHING = {};
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] OPEN = ascii("[");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] CLOSE = ascii("]");
    private static final int MAX_ERROR = 500;

    private Replies() {}

    /** Says what is wrong, in words that need no decoding. */
    public static void error(LineWriter out, ErrorCode code, String text) {
        out.word("ERROR").word(code.name());
        String shown = text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR) + "...";
        for (String word : shown.split("\\s+")) {
            if (!word.isEmpty()) {
                out.word(sanitized(word));
            }
        }
        out.end();
    }

    private static String sanitized(String word) {
        StringBuilder clean = new StringBuilder(word.length());
        word.chars().forEach(c -> clean.append(c == '"' ? '\'' : c > ' ' && c < 0x7f ? (char) c : '?'));
        return clean.indexOf("JSON:") == 0 ? "'" + clean : clean.toString();
    }

    /**
     * Returns messages, however many, as one line that is written as room comes up.
     *
     * @param count how many there are
     * @param json returns the JSON of one, counted from 0; null for one to be left out
     */
    public static StreamedLine messages(int count, IntFunction<byte[]> json) {
        return new StreamedLine(MESSAGES, new ArraySegments(count, json));
    }

    /** Returns the push of one large message; the prefix ends with {@code JSON:}. */
    public static StreamedLine push(byte[] prefix, byte[] json) {
        return new StreamedLine(prefix, List.of(json).iterator());
    }

    /** Returns a message's base64 and the line's end, for many pushes. */
    public static byte[] pushEnding(byte[] json) {
        byte[] ending = new byte[pushEndingLength(json.length)];
        int length = Base64.getEncoder().encode(json, ending);
        System.arraycopy(LINE_END, 0, ending, length, LINE_END.length);
        return ending;
    }

    /** Returns how many bytes {@link #pushEnding} returns for a text of that many. */
    public static int pushEndingLength(int jsonLength) {
        return LineWriter.encodedLength(jsonLength) + LINE_END.length;
    }

    /** Ends a push whose message goes as it is. */
    public static void rawPushEnding(ByteBuffer out, byte[] array, int offset, int length) {
        out.put(array, offset, length).put(LINE_END);
    }

    /** How many bytes {@link #rawPushEnding} writes. */
    public static int rawPushEndingLength(int jsonLength) {
        return jsonLength + LINE_END.length;
    }

    /** The words before a pushed message, up to {@code JSON:}. */
    public static byte[] messagePrefix(String topic) {
        return new LineWriter(64).word("MESSAGE").text(topic).raw(ENCODED).toBytes();
    }

    /**
     * Returns the words before a delivered message.
     *
     * @param raw whether the message follows as it is; else the last of it is {@code JSON:}
     * @param lifeMillis how long the client may hold the message for its handler, or {@link #FOR_EVER}
     * @param redelivered whether a durable client's handler may have begun with it before
     */
    public static byte[] deliverPrefix(boolean raw, long id, long position, long lifeMillis, boolean redelivered) {
        return ascii((raw ? "DELIVER_RAW " : "DELIVER ") + id + " " + position
                + (lifeMillis == FOR_EVER ? " " : " " + lifeMillis + " ") + (redelivered ? Requests.AGAIN + " " : "")
                + (raw ? "" : "JSON:"));
    }

    /**
     * Returns the words before a message that is delivered to a member of a group.
     *
     * @param raw whether the message follows as it is; else the last of it is {@code JSON:}
     * @param lifeMillis how long the client may hold the message for its handler, or {@link #FOR_EVER}
     */
    public static byte[] deliverSharedPrefix(
            boolean raw, long id, long token, int attempt, boolean redelivered, long lifeMillis) {
        return ascii((raw ? "DELIVER_SHARED_RAW " : "DELIVER_SHARED ") + id + " " + token + " " + attempt
                + (redelivered ? " AGAIN " : " NEW ") + (lifeMillis == FOR_EVER ? "-" : String.valueOf(lifeMillis))
                + (raw ? " " : " JSON:"));
    }

    /**
     * Returns the words before a message of one of the topics of a prefix subscription.
     *
     * @param raw whether the message follows as it is; else the last of it is {@code JSON:}
     * @param position the position behind the message in its topic
     * @param lifeMillis how long the client may hold the message for its handler, or {@link #FOR_EVER}
     */
    public static byte[] deliverTopicPrefix(
            boolean raw, long id, long token, String topic, long position, long lifeMillis) {
        return new LineWriter(64)
                .word(raw ? "DELIVER_TOPIC_RAW" : "DELIVER_TOPIC")
                .number(id)
                .number(token)
                .text(topic)
                .number(position)
                .word(lifeMillis == FOR_EVER ? "-" : Long.toString(lifeMillis))
                .raw(raw ? NOTHING : ENCODED)
                .toBytes();
    }

    /** Asks for an answer when everything delivered before it has been handled. */
    public static byte[] sync(long id, long number) {
        return ascii("SYNC " + id + " " + number + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The pieces of a JSON array: a bracket, items with commas between them, a bracket. */
    private static final class ArraySegments implements Iterator<byte[]> {
        private final int count;
        private final IntFunction<byte[]> json;
        private int index;
        private boolean opened;
        private boolean closed;
        private boolean hasItems;

        /** An item of which the comma was returned. */
        private byte[] waiting;

        ArraySegments(int count, IntFunction<byte[]> json) {
            this.count = count;
            this.json = json;
        }

        @Override
        public boolean hasNext() {
            return !closed;
        }

        @Override
        public byte[] next() {
            if (closed) {
                throw new NoSuchElementException("the array is complete");
            }
            if (!opened) {
                opened = true;
                return OPEN;
            }
            byte[] item = waiting == null ? nextItem() : waiting;
            if (item == null) {
                closed = true;
                return CLOSE;
            }
            if (waiting == null && hasItems) {
                waiting = item;
                return COMMA;
            }
            waiting = null;
            hasItems = true;
            return item;
        }

        private byte[] nextItem() {
            byte[] item = null;
            while (item == null && index < count) {
                item = json.apply(index++);
            }
            return item;
        }
    }
}
