package io.messaging.embedded.protocol;

import io.messaging.administration.Origin;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.message.Names;
import io.messaging.message.TopicFilter;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments of a command, which are the words after the first. Thread-safe. */
public final class CommandArguments {
    /** The version of a client whose {@code HELLO} names none. */
    private static final int FIRST_VERSION = 1;

    private static final BigInteger MAX_ID = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_WINDOW = 1 << 16;

    private CommandArguments() {}

    /** Throws unless there are at least so many. */
    public static void require(Words words, int arguments) throws ProtocolException {
        if (words.count() <= arguments) {
            throw new ProtocolException(
                    ErrorCode.INVALID,
                    words.command() + " takes " + arguments + " words after it and got " + (words.count() - 1));
        }
    }

    /** Reads the topic that is the first argument. */
    public static String topic(Words words) throws ProtocolException {
        require(words, 1);
        return topic(words, 1);
    }

    public static String topic(Words words, int index) throws ProtocolException {
        return name(words, index, "the topic");
    }

    public static String namespace(Words words, int index) throws ProtocolException {
        return name(words, index, "the namespace");
    }

    public static String clientId(Words words, int index) throws ProtocolException {
        return name(words, index, "the client id");
    }

    /** Refuses a name that no Java client could use: what is under it could be neither read nor cleared. */
    private static String name(Words words, int index, String what) throws ProtocolException {
        try {
            return Names.require(what, words.text(index));
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
    }

    /** Reads the version that a client's {@code HELLO} names. */
    public static int version(Words words) throws ProtocolException {
        return words.count() > 1 ? (int) Math.min(Integer.MAX_VALUE, number(words, 1, "the version")) : FIRST_VERSION;
    }

    /** Reads which process a client's {@code HELLO} names, null for none; it may not say since when. */
    public static Origin origin(Words words) throws ProtocolException {
        return words.count() > 3 ? new Origin(number(words, 2, "the process"), words.text(3), Instant.EPOCH) : null;
    }

    /** Whether a store may have been sent before, its answer lost. */
    public static boolean isAgain(Words words) throws ProtocolException {
        return words.count() > 4 && words.text(4).equals(Requests.AGAIN);
    }

    public static Message message(Words words, int index) throws ProtocolException {
        ByteBuffer json = words.decoded(index);
        try {
            return Message.fromJson(json.array(), json.arrayOffset() + json.position(), json.remaining());
        } catch (InvalidMessageException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
    }

    /** Reads the id that is the second argument. */
    public static GemstoneId id(Words words) throws ProtocolException {
        return GemstoneId.of(words.unsignedNumber(2, "the id"));
    }

    /** Reads a JSON array of ids. */
    public static List<GemstoneId> ids(String json) throws ProtocolException {
        List<Object> items;
        try {
            items = JsonText.parseArray(json);
        } catch (InvalidJsonException e) {
            throw new ProtocolException(ErrorCode.INVALID, "the ids are not a JSON array of numbers", e);
        }
        List<GemstoneId> ids = new ArrayList<>(items.size());
        for (Object item : items) {
            ids.add(id(item));
        }
        return ids;
    }

    private static GemstoneId id(Object item) throws ProtocolException {
        if ((item instanceof Long || item instanceof Integer) && ((Number) item).longValue() >= 0) {
            return GemstoneId.of(((Number) item).longValue());
        }
        if (item instanceof BigInteger id && id.signum() >= 0 && id.compareTo(MAX_ID) <= 0) {
            return GemstoneId.of(id.longValue());
        }
        if (item instanceof String text) {
            try {
                return GemstoneId.parse(text);
            } catch (IllegalArgumentException e) {
                throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
            }
        }
        throw new ProtocolException(ErrorCode.INVALID, "an id is " + item + ", not a whole number from 0 to 2^64-1");
    }

    /** Reads a subscription's number. */
    public static long subscription(Words words) throws ProtocolException {
        require(words, 1);
        return words.unsignedNumber(1, "the subscription");
    }

    /** Reads from {@code DETACH} how far a durable client's handler has begun: with everything where it does not say. */
    public static long begun(Words words) throws ProtocolException {
        return words.count() > 2 ? number(words, 2, "the token") : Long.MAX_VALUE;
    }

    /** Reads {@code ATTACH}. */
    public static Attach attach(Words words) throws ProtocolException {
        require(words, 4);
        CursorStart start = CursorStart.at(position(words, 3, Requests.NOW, Cursor.NOW));
        return new Attach(subscription(words), topic(words, 2), start, window(words), optionalNamespace(words, 5));
    }

    /** Reads {@code ATTACH_AFTER}. */
    public static Attach attachAfter(Words words) throws ProtocolException {
        require(words, 5);
        CursorStart start = after(words, 3, 5);
        return new Attach(subscription(words), topic(words, 2), start, window(words), optionalNamespace(words, 6));
    }

    private static CursorStart after(Words words, int position, int id) throws ProtocolException {
        GemstoneId after = GemstoneId.of(words.unsignedNumber(id, "the id"));
        return new CursorStart(position(words, position, Requests.FIRST, CursorStart.CHECKED), after);
    }

    /** Reads {@code ATTACH_PREFIX}. */
    public static AttachPrefix attachPrefix(Words words) throws ProtocolException {
        require(words, 5);
        return new AttachPrefix(
                subscription(words),
                TopicFilter.startingWith(name(words, 2, "the prefix")),
                position(words, 3, Requests.NOW, Cursor.NOW),
                positions(words, 5),
                window(words),
                optionalNamespace(words, 6));
    }

    /** Reads positions by topic. */
    public static Map<String, Long> positions(Words words, int index) throws ProtocolException {
        Map<String, Long> positions = new HashMap<>();
        try {
            JsonText.parseObject(words.text(index).getBytes(StandardCharsets.UTF_8))
                    .forEach((topic, position) ->
                            positions.put(Names.require("a topic of the positions", topic), whole(position)));
        } catch (InvalidJsonException | ClassCastException | NullPointerException e) {
            throw new ProtocolException(ErrorCode.INVALID, "the positions are not a JSON object of numbers", e);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
        return positions;
    }

    private static long whole(Object position) {
        if (!(position instanceof Long number) || number < 0) {
            throw new IllegalArgumentException("a position is " + position + "; it is a whole number from 0");
        }
        return number;
    }

    private static long position(Words words, int index, String name, long named) throws ProtocolException {
        return words.text(index).equalsIgnoreCase(name) ? named : number(words, index, "the position");
    }

    /** Reads {@code ATTACH_DURABLE}. */
    public static AttachDurable attachDurable(Words words) throws ProtocolException {
        require(words, 5);
        return attachDurable(words, CursorStart.at(0), 6);
    }

    /** Reads {@code ATTACH_DURABLE_AFTER}. */
    public static AttachDurable attachDurableAfter(Words words) throws ProtocolException {
        require(words, 7);
        return attachDurable(words, after(words, 6, 7), 8);
    }

    private static AttachDurable attachDurable(Words words, CursorStart start, int namespace) throws ProtocolException {
        return new AttachDurable(
                subscription(words),
                topic(words, 2),
                clientId(words, 3),
                window(words),
                start,
                number(words, 5, "the claim"),
                optionalNamespace(words, namespace));
    }

    /** Reads {@code ATTACH_SHARED}. */
    public static AttachShared attachShared(Words words) throws ProtocolException {
        require(words, 6);
        return attachShared(words, CursorStart.at(0));
    }

    /** Reads {@code ATTACH_SHARED_AFTER}. */
    public static AttachShared attachSharedAfter(Words words) throws ProtocolException {
        require(words, 8);
        return attachShared(words, after(words, 7, 8));
    }

    private static AttachShared attachShared(Words words, CursorStart start) throws ProtocolException {
        return GroupJson.attach(
                subscription(words),
                topic(words, 2),
                group(words, 3),
                concurrency(words),
                number(words, 5, "the member"),
                start,
                words.text(6));
    }

    public static String group(Words words, int index) throws ProtocolException {
        return name(words, index, "the group");
    }

    /** Reads {@code SETTLE}. */
    public static Outcome settled(Words words) throws ProtocolException {
        require(words, 2);
        return Outcome.handled(number(words, 2, "the token"));
    }

    /** Reads {@code FAIL}. */
    public static Outcome failed(Words words) throws ProtocolException {
        require(words, 6);
        String retryAfter = words.text(3);
        try {
            return new Outcome(
                    number(words, 2, "the token"),
                    new FailureText(words.text(5), words.text(6)),
                    retryAfter.equals("-") ? null : Duration.parse(retryAfter),
                    Boolean.parseBoolean(words.text(4)));
        } catch (DateTimeParseException e) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "the pause is '" + retryAfter + "', not - or a duration such as PT1.5S", e);
        }
    }

    private static int window(Words words) throws ProtocolException {
        return (int) Math.min(MAX_WINDOW, Math.max(1, number(words, 4, "the window")));
    }

    /** A window is what suits both sides; this is what the program has asked for. */
    private static int concurrency(Words words) throws ProtocolException {
        long number = number(words, 4, "the concurrency");
        if (number < 1 || number > MAX_WINDOW) {
            throw new ProtocolException(
                    ErrorCode.INVALID, "the concurrency is " + number + "; it takes 1 to " + MAX_WINDOW);
        }
        return (int) number;
    }

    private static String optionalNamespace(Words words, int index) throws ProtocolException {
        return words.count() > index ? namespace(words, index) : null;
    }

    /** Reads {@code NACK}. */
    public static Fail fail(Words words) throws ProtocolException {
        require(words, 4);
        return new Fail(
                subscription(words), number(words, 2, "the token"), new FailureText(words.text(3), words.text(4)));
    }

    /** Reads {@code ACK}. */
    public static Acknowledge acknowledge(Words words) throws ProtocolException {
        require(words, 2);
        long sync = words.count() > 3 ? number(words, 3, "the sync") : Acknowledge.NO_SYNC;
        return new Acknowledge(subscription(words), number(words, 2, "the position"), sync);
    }

    /** Reads how many of something are wanted at most: 1 or more. */
    public static int limit(Words words, int index) throws ProtocolException {
        return (int) Math.min(Integer.MAX_VALUE, positive(words, index));
    }

    /** Reads a limit that may be left out. */
    public static long optionalLimit(Words words, int index) throws ProtocolException {
        return words.count() > index ? positive(words, index) : Long.MAX_VALUE;
    }

    private static long positive(Words words, int index) throws ProtocolException {
        long number = number(words, index, "the limit");
        if (number == 0) {
            throw new ProtocolException(ErrorCode.INVALID, "the limit is 0; it takes 1 or more");
        }
        return number;
    }

    private static long number(Words words, int index, String what) throws ProtocolException {
        long number = words.unsignedNumber(index, what);
        if (number < 0) {
            throw new ProtocolException(ErrorCode.INVALID, what + " is out of range");
        }
        return number;
    }
}
