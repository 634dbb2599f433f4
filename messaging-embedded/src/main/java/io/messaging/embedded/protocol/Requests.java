package io.messaging.embedded.protocol;

import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;

/** Writes requests, each a whole line. Thread-safe. */
public final class Requests {
    /** A store's last word, when it was sent before and its answer was lost. */
    public static final String AGAIN = "AGAIN";

    private Requests() {}

    /** Asks whether anybody is there. */
    public static void ping(LineWriter out) {
        out.plain("PING").end();
    }

    /** Asks for a number to prove knowledge of the token with. */
    public static void challenge(LineWriter out) {
        out.plain("CHALLENGE").end();
    }

    /** Proves knowledge of the token, and asks for the server's proof. */
    public static void proof(LineWriter out, String nonce, String proof) {
        out.plain("AUTH_PROOF").plain(nonce).plain(proof).end();
    }

    /** Removes a topic's messages; those of all topics where it is null. */
    public static void clear(LineWriter out, String topic) {
        out.plain("CLEAR");
        if (topic != null) {
            out.text(topic);
        }
        out.end();
    }

    /** Says who asks, and asks who is there. */
    public static void hello(LineWriter out) {
        out.plain("HELLO").number(Replies.VERSION).end();
    }

    /** Stores a message that the server may have got before: its answer was lost. */
    public static void storeAgain(LineWriter out, String namespace, String topic, Message message) {
        out.plain("STORE_MESSAGE")
                .text(namespace)
                .text(topic)
                .encoded(message.toJsonBytes())
                .plain(AGAIN)
                .end();
    }

    /** Stores a message; {@code rawTaken} tells whether the server knows {@link RawJson}. */
    public static void store(LineWriter out, String namespace, String topic, Message message, boolean rawTaken) {
        if (rawTaken && message.isJsonOneLine()) {
            out.plain("STORE_RAW").text(namespace).text(topic).raw(message).end();
        } else {
            out.plain("STORE_MESSAGE")
                    .text(namespace)
                    .text(topic)
                    .encoded(message.toJsonBytes())
                    .end();
        }
    }

    /** Reads a topic. */
    public static void messages(LineWriter out, String topic) {
        out.plain("GET_MESSAGES").text(topic).end();
    }

    /** Reads what is later. */
    public static void messagesSince(LineWriter out, String topic, GemstoneId since) {
        out.plain("GET_MESSAGES_SINCE").text(topic).plain(since.toString()).end();
    }

    /** Reads what is next. */
    public static void next(LineWriter out, String topic, GemstoneId since) {
        out.plain("GET_NEXT").text(topic).plain(since.toString()).end();
    }

    /** Reads by id. */
    public static void messagesById(LineWriter out, String namespace, List<GemstoneId> ids) {
        byte[] json =
                JsonText.writeBytes(ids.stream().map(GemstoneId::toBigInteger).toList());
        out.plain("GET_MESSAGES_BY_ID").text(namespace).encoded(json).end();
    }

    /** Subscribes in the plain dialect. */
    public static void subscribe(LineWriter out, String topic) {
        out.plain("SUBSCRIBE").text(topic).end();
    }

    /** Ends a plain subscription. */
    public static void unsubscribe(LineWriter out, String topic) {
        out.plain("UNSUBSCRIBE").text(topic).end();
    }

    /** Subscribes from a position on. */
    public static void attach(LineWriter out, Command.Attach attach) {
        out.plain("ATTACH").number(attach.id()).text(attach.topic());
        if (attach.position() == Command.Attach.NOW) {
            out.plain("NOW");
        } else {
            out.number(attach.position());
        }
        out.number(attach.window());
        if (attach.namespace() != null) {
            out.text(attach.namespace());
        }
        out.end();
    }

    /** Subscribes a durable client. */
    public static void attachDurable(LineWriter out, Command.AttachDurable attach) {
        out.plain("ATTACH_DURABLE")
                .number(attach.id())
                .text(attach.topic())
                .text(attach.clientId())
                .number(attach.window())
                .number(attach.claim());
        if (attach.namespace() != null) {
            out.text(attach.namespace());
        }
        out.end();
    }

    /** Says that a durable client's messages up to a token are handled. */
    public static void handled(LineWriter out, long id, long token) {
        out.plain("ACK").number(id).number(token).end();
    }

    /** Says that a durable client's handler failed for good. */
    public static void fail(LineWriter out, Command.Fail fail) {
        out.plain("NACK")
                .number(fail.id())
                .number(fail.token())
                .text(fail.failure().type())
                .text(fail.failure().message())
                .end();
    }

    /** Lists the durable clients. */
    public static void listClients(LineWriter out) {
        out.plain("LIST_CLIENTS").end();
    }

    /** Forgets a durable client. */
    public static void forget(LineWriter out, String clientId) {
        out.plain("FORGET").text(clientId).end();
    }

    /** Gives a message back to the client that failed on it. */
    public static void requeue(LineWriter out, Message deadLetter) {
        out.plain("REQUEUE").encoded(deadLetter.toJsonBytes()).end();
    }

    /** Ends such a subscription. */
    public static void detach(LineWriter out, long id) {
        out.plain("DETACH").number(id).end();
    }

    /** Makes room in the window, or answers a sync. */
    public static void acknowledge(LineWriter out, Command.Acknowledge acknowledge) {
        out.plain("ACK").number(acknowledge.id()).number(acknowledge.position());
        if (acknowledge.sync() != Command.Acknowledge.NO_SYNC) {
            out.number(acknowledge.sync());
        }
        out.end();
    }

    /** Lists the subscribers. */
    public static void listSubscribers(LineWriter out, String namespace) {
        out.plain("LIST_SUBSCRIBERS").text(namespace).end();
    }

    /** Asks for the counts. */
    public static void stats(LineWriter out) {
        out.plain("STATS").end();
    }
}
