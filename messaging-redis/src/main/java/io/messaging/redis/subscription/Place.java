package io.messaging.redis.subscription;

import java.nio.charset.StandardCharsets;

/**
 * A place in a topic's log, written {@code millis-position}. Both numbers only increase, the position by one for each
 * message ever stored in the topic; the time keeps places increasing even if a failover lost the last ones. Immutable.
 *
 * @param millis the storing time, by the server's clock
 * @param position 1 for the first message ever stored in the topic
 */
public record Place(long millis, long position) implements Comparable<Place> {
    /** Before the first message. */
    public static final Place START = new Place(0, 0);

    /** Parses a place; null or empty is {@link #START}. */
    public static Place parse(byte[] ascii) {
        if (ascii == null || ascii.length == 0) {
            return START;
        }
        String text = new String(ascii, StandardCharsets.US_ASCII);
        int dash = text.indexOf('-');
        return new Place(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    /** Returns a place with nothing between it and this. */
    Place before() {
        return new Place(millis, position - 1);
    }

    byte[] next() {
        return new Place(millis, position + 1).toAscii();
    }

    byte[] toAscii() {
        return toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int compareTo(Place other) {
        int byMillis = Long.compare(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compare(position, other.position);
    }

    @Override
    public String toString() {
        return millis + "-" + position;
    }
}
