package io.messaging.embedded.protocol;

import io.messaging.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Writes replies and pushes, each a whole line. Thread-safe. */
public final class Replies {
    /** The version of our additions to the protocol. */
    public static final int VERSION = 2;

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
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] OPEN = ascii("[");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] CLOSE = ascii("]");
    private static final int MAX_ERROR = 500;

    private Replies() {}

    /** Answers a ping. */
    public static void pong(LineWriter out) {
        out.plain("PONG").end();
    }

    /** Says who is there. */
    public static void hello(LineWriter out, String serverId, long maxMessageBytes) {
        out.plain("OK")
                .plain("HELLO")
                .plain(serverId)
                .number(VERSION)
                .number(maxMessageBytes)
                .end();
    }

    /** Says that a message is stored. */
    public static void stored(LineWriter out) {
        out.plain("OK").plain("STORED").end();
    }

    /** Says that something about a topic is done. */
    public static void ok(LineWriter out, String done, String topic) {
        out.plain("OK").plain(done).text(topic).end();
    }

    /** Says how many were reached. */
    public static void count(LineWriter out, long count) {
        out.plain("OK").number(count).end();
    }

    /** Says where a subscription starts. */
    public static void attached(LineWriter out, long id, long position) {
        out.plain("OK").plain("ATTACHED").number(id).number(position).end();
    }

    /** Says that a subscription has ended. */
    public static void detached(LineWriter out, long id) {
        out.plain("OK").plain("DETACHED").number(id).end();
    }

    /** Tells a client that the server has ended its durable subscription. */
    public static void end(LineWriter out, long id, String reason) {
        out.plain(END).number(id).plain(reason).end();
    }

    /** Says whether a client was known, and is forgotten now. */
    public static void forgotten(LineWriter out, boolean wasKnown) {
        out.plain("OK").plain("FORGOTTEN").plain(String.valueOf(wasKnown)).end();
    }

    /** Says that a message will come again. */
    public static void requeued(LineWriter out) {
        out.plain("OK").plain("REQUEUED").end();
    }

    /** Gives a number to prove knowledge of the token with. */
    public static void challenge(LineWriter out, String nonce) {
        out.plain("OK").plain("CHALLENGE").plain(nonce).end();
    }

    /** Lets somebody in; the server's own proof, where the client asked for one, else null. */
    public static void authenticated(LineWriter out, String proof) {
        out.plain("OK").plain("AUTHENTICATED");
        if (proof != null) {
            out.plain(proof);
        }
        out.end();
    }

    /** Says how many messages were removed. */
    public static void cleared(LineWriter out, long count) {
        out.plain("OK").plain("CLEARED").number(count).end();
    }

    /** Gives a JSON text. */
    public static void json(LineWriter out, String what, byte[] json) {
        out.plain("OK").plain(what).encoded(json).end();
    }

    /** Says what is wrong, in words that need no decoding. */
    public static void error(LineWriter out, ErrorCode code, String text) {
        out.plain("ERROR").plain(code.name());
        String shown = text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR) + "...";
        for (String word : shown.split("\\s+")) {
            if (!word.isEmpty()) {
                out.plain(sanitized(word));
            }
        }
        out.end();
    }

    private static String sanitized(String word) {
        StringBuilder plain = new StringBuilder(word.length());
        word.chars().forEach(c -> plain.append(c == '"' ? '\'' : c > ' ' && c < 0x7f ? (char) c : '?'));
        return plain.indexOf("JSON:") == 0 ? "'" + plain : plain.toString();
    }

    /**
     * Gives messages, however many, in one line that is written as room comes up.
     *
     * @param items held until the line is written
     * @param json gives an item's JSON
     * @return the line
     */
    public static <T> StreamedLine messages(List<T> items, Function<T, byte[]> json) {
        return new StreamedLine(MESSAGES, new ArraySegments<>(items.iterator(), json));
    }

    /**
     * Pushes one large message.
     *
     * @param prefix the words before the message, a space, and {@code JSON:}
     * @param json the message
     * @return the line
     */
    public static StreamedLine push(byte[] prefix, byte[] json) {
        return new StreamedLine(prefix, List.of(json).iterator());
    }

    /**
     * Encodes a text for many pushes.
     *
     * @param json a message
     * @return its base64 and the line's end
     */
    public static byte[] pushEnding(byte[] json) {
        byte[] ending = new byte[pushEndingLength(json.length)];
        int length = Base64.getEncoder().encode(json, ending);
        System.arraycopy(LINE_END, 0, ending, length, LINE_END.length);
        return ending;
    }

    /** How many bytes {@link #pushEnding} gives for a text of that many. */
    public static int pushEndingLength(int jsonLength) {
        return LineWriter.encodedLength(jsonLength) + LINE_END.length;
    }

    /** Ends a push whose message goes as it is. */
    public static void rawPushEnding(ByteBuffer out, Message message) {
        message.writeJson(out);
        out.put(LINE_END);
    }

    /** How many bytes {@link #rawPushEnding} writes. */
    public static int rawPushEndingLength(Message message) {
        return message.jsonLength() + LINE_END.length;
    }

    /** The words before a pushed message, up to {@code JSON:}. */
    public static byte[] messagePrefix(String topic) {
        return new LineWriter(64).plain("MESSAGE").text(topic).raw(ENCODED).toBytes();
    }

    /**
     * Gives the words before a delivered message.
     *
     * @param raw whether the message follows as it is; else the last of it is {@code JSON:}
     * @param lifeMillis how long the client may hold the message for its handler, or {@link #FOR_EVER}
     */
    public static byte[] deliverPrefix(boolean raw, long id, long position, long lifeMillis) {
        return ascii((raw ? "DELIVER_RAW " : "DELIVER ") + id + " " + position
                + (lifeMillis == FOR_EVER ? " " : " " + lifeMillis + " ") + (raw ? "" : "JSON:"));
    }

    /** Asks to be told when everything delivered before it has been handled. */
    public static byte[] sync(long id, long number) {
        return ascii("SYNC " + id + " " + number + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The pieces of a JSON array: a bracket, items with commas between them, a bracket. */
    private static final class ArraySegments<T> implements Iterator<byte[]> {
        private final Iterator<T> items;
        private final Function<T, byte[]> json;
        private boolean started;
        private boolean commaNext;
        private boolean closed;

        ArraySegments(Iterator<T> items, Function<T, byte[]> json) {
            this.items = items;
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
            if (!started) {
                started = true;
                return OPEN;
            }
            if (!items.hasNext()) {
                closed = true;
                return CLOSE;
            }
            if (commaNext) {
                commaNext = false;
                return COMMA;
            }
            commaNext = true;
            return json.apply(items.next());
        }
    }
}
