package io.messaging.embedded.protocol;

import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.message.Names;
import io.messaging.spi.delivery.FailureText;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes a command of words. Thread-safe. */
public final class CommandReader {
    private static final BigInteger MAX_ID = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_WINDOW = 1 << 16;
    private static final int SHOWN = 40;
    private static final String TOPIC = "the topic";
    private static final String NAMESPACE = "the namespace";
    private static final String CLIENT = "the client id";

    private CommandReader() {}

    /** Reads a request; words beyond those it needs are ignored. */
    public static Command read(Words words) throws ProtocolException {
        if (words.count() == 0) {
            throw new ProtocolException(ErrorCode.INVALID, "empty line");
        }
        String name = words.command();
        return switch (name) {
            case "PING" -> new Command.Ping();
            case "HELLO" -> hello(words);
            case "STATS" -> new Command.Stats();
            case "STORE_MESSAGE", "STORE_RAW" -> storeMessage(require(words, 3));
            case "GET_MESSAGES" -> new Command.GetMessages(topic(require(words, 1)));
            case "GET_MESSAGES_SINCE" -> new Command.GetMessagesSince(topic(require(words, 2)), id(words));
            case "GET_NEXT" -> new Command.GetNext(topic(require(words, 2)), id(words));
            case "GET_MESSAGES_BY_ID" ->
                new Command.GetMessagesById(name(require(words, 2), 1, NAMESPACE), ids(words.text(2)));
            case "SUBSCRIBE" -> new Command.Subscribe(topic(require(words, 1)));
            case "UNSUBSCRIBE" -> new Command.Unsubscribe(topic(require(words, 1)));
            case "PUBLISH" -> new Command.Publish(topic(require(words, 2)), bytes(words.decoded(2)));
            case "ATTACH" -> attach(require(words, 4));
            case "ATTACH_DURABLE" -> attachDurable(require(words, 5));
            case "NACK" -> fail(require(words, 4));
            case "LIST_CLIENTS" -> new Command.ListClients();
            case "FORGET" -> new Command.Forget(name(require(words, 1), 1, CLIENT));
            case "REQUEUE" -> new Command.Requeue(message(require(words, 1), 1));
            case "DETACH" -> new Command.Detach(require(words, 1).unsignedNumber(1, "the subscription"));
            case "ACK" -> acknowledge(require(words, 2));
            case "AUTH" -> new Command.Authenticate();
            case "CLEAR" -> new Command.Clear(words.count() > 1 ? topic(words) : null);
            case "LIST_SUBSCRIBERS" -> new Command.ListSubscribers(name(require(words, 1), 1, NAMESPACE));
            default -> throw new ProtocolException(ErrorCode.UNKNOWN_COMMAND, "unknown command " + shortened(name));
        };
    }

    private static Words require(Words words, int arguments) throws ProtocolException {
        if (words.count() <= arguments) {
            throw new ProtocolException(
                    ErrorCode.INVALID,
                    words.command() + " takes " + arguments + " words after it and got " + (words.count() - 1));
        }
        return words;
    }

    private static String topic(Words words) throws ProtocolException {
        return name(words, 1, TOPIC);
    }

    /** Refuses a name that no Java client could use: nobody would ever read or clear what is under it. */
    private static String name(Words words, int index, String what) throws ProtocolException {
        try {
            return Names.require(what, words.text(index));
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
    }

    private static Command hello(Words words) throws ProtocolException {
        return new Command.Hello(
                words.count() > 1
                        ? (int) Math.min(Integer.MAX_VALUE, number(words, 1, "the version"))
                        : Command.Hello.FIRST_VERSION);
    }

    private static Command storeMessage(Words words) throws ProtocolException {
        boolean again = words.count() > 4 && words.text(4).equals(Requests.AGAIN);
        return new Command.StoreMessage(name(words, 1, NAMESPACE), name(words, 2, TOPIC), message(words, 3), again);
    }

    private static Message message(Words words, int index) throws ProtocolException {
        ByteBuffer json = words.decoded(index);
        try {
            return Message.fromJson(json.array(), json.arrayOffset() + json.position(), json.remaining());
        } catch (InvalidMessageException e) {
            throw new ProtocolException(ErrorCode.INVALID, e.getMessage(), e);
        }
    }

    private static GemstoneId id(Words words) throws ProtocolException {
        return GemstoneId.of(words.unsignedNumber(2, "the id"));
    }

    private static List<GemstoneId> ids(String json) throws ProtocolException {
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

    private static Command attach(Words words) throws ProtocolException {
        String start = words.text(3);
        long position = start.equalsIgnoreCase("NOW") ? Command.Attach.NOW : number(words, 3, "the position");
        return new Command.Attach(
                words.unsignedNumber(1, "the subscription"),
                name(words, 2, TOPIC),
                position,
                window(words),
                namespace(words, 5));
    }

    private static Command attachDurable(Words words) throws ProtocolException {
        return new Command.AttachDurable(
                words.unsignedNumber(1, "the subscription"),
                name(words, 2, TOPIC),
                name(words, 3, CLIENT),
                window(words),
                number(words, 5, "the claim"),
                namespace(words, 6));
    }

    private static int window(Words words) throws ProtocolException {
        return (int) Math.min(MAX_WINDOW, Math.max(1, number(words, 4, "the window")));
    }

    private static String namespace(Words words, int index) throws ProtocolException {
        return words.count() > index ? name(words, index, NAMESPACE) : null;
    }

    private static Command fail(Words words) throws ProtocolException {
        return new Command.Fail(
                words.unsignedNumber(1, "the subscription"),
                number(words, 2, "the token"),
                new FailureText(words.text(3), words.text(4)));
    }

    private static Command acknowledge(Words words) throws ProtocolException {
        long sync = words.count() > 3 ? number(words, 3, "the sync") : Command.Acknowledge.NO_SYNC;
        return new Command.Acknowledge(
                words.unsignedNumber(1, "the subscription"), number(words, 2, "the position"), sync);
    }

    private static long number(Words words, int index, String what) throws ProtocolException {
        long number = words.unsignedNumber(index, what);
        if (number < 0) {
            throw new ProtocolException(ErrorCode.INVALID, what + " is out of range");
        }
        return number;
    }

    private static byte[] bytes(ByteBuffer word) {
        byte[] bytes = new byte[word.remaining()];
        word.get(bytes);
        return bytes;
    }

    private static String shortened(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
    }
}
