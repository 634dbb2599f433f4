package io.messaging.embedded.protocol;

import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.json.JsonText;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;

/** Writes the requests that have several arguments, each a whole line. Thread-safe. */
public final class Requests {
    /** A store's last word, when it was sent before and its answer was lost. */
    public static final String AGAIN = "AGAIN";

    /** The position behind everything stored. */
    static final String NOW = "NOW";

    /** The position of the first message behind one that the topic must hold. */
    static final String FIRST = "FIRST";

    private Requests() {}

    /**
     * Stores a message.
     *
     * @param rawTaken whether the server knows {@link RawJson}
     * @param again whether the server may have got it before, its answer lost
     */
    public static void store(
            LineWriter out, String namespace, String topic, Message message, boolean rawTaken, boolean again) {
        if (rawTaken && !again && message.isJsonOneLine()) {
            out.word("STORE_RAW").text(namespace).text(topic).raw(message).end();
            return;
        }
        out.word("STORE_MESSAGE").text(namespace).text(topic).encoded(message.toJsonBytes());
        if (again) {
            out.word(AGAIN);
        }
        out.end();
    }

    public static void attach(LineWriter out, Attach attach) {
        CursorStart start = attach.start();
        out.word(start.leavesOut() ? "ATTACH_AFTER" : "ATTACH")
                .number(attach.id())
                .text(attach.topic());
        position(out, start).number(attach.window());
        if (start.leavesOut()) {
            out.word(start.after().toString());
        }
        out.optionalText(attach.namespace()).end();
    }

    private static LineWriter position(LineWriter out, CursorStart start) {
        if (start.position() == Cursor.NOW) {
            return out.word(NOW);
        }
        return start.position() == CursorStart.CHECKED ? out.word(FIRST) : out.number(start.position());
    }

    public static void attachPrefix(LineWriter out, AttachPrefix attach) {
        out.word("ATTACH_PREFIX").number(attach.id()).text(attach.topics().prefix());
        if (attach.position() == Cursor.NOW) {
            out.word(NOW);
        } else {
            out.number(attach.position());
        }
        out.number(attach.window())
                .encoded(JsonText.writeBytes(attach.positions()))
                .optionalText(attach.namespace())
                .end();
    }

    public static void attachDurable(LineWriter out, AttachDurable attach) {
        CursorStart start = attach.start();
        out.word(start.leavesOut() ? "ATTACH_DURABLE_AFTER" : "ATTACH_DURABLE")
                .number(attach.id())
                .text(attach.topic())
                .text(attach.clientId())
                .number(attach.window())
                .number(attach.claim());
        if (start.leavesOut()) {
            position(out, start).word(start.after().toString());
        }
        out.optionalText(attach.namespace()).end();
    }

    public static void attachShared(LineWriter out, AttachShared attach) {
        CursorStart start = attach.start();
        out.word(start.leavesOut() ? "ATTACH_SHARED_AFTER" : "ATTACH_SHARED")
                .number(attach.id())
                .text(attach.topic())
                .text(attach.group())
                .number(attach.concurrency())
                .number(attach.member())
                .encoded(JsonText.writeBytes(GroupJson.tree(attach)));
        if (start.leavesOut()) {
            position(out, start).word(start.after().toString());
        }
        out.end();
    }

    /** Says how the handling of a group's message ended. */
    public static void settleShared(LineWriter out, long id, Outcome outcome) {
        if (outcome.failure() == null) {
            out.word("SETTLE").number(id).number(outcome.token()).end();
            return;
        }
        out.word("FAIL")
                .number(id)
                .number(outcome.token())
                .word(outcome.retryAfter() == null ? "-" : outcome.retryAfter().toString())
                .word(Boolean.toString(outcome.rejected()))
                .text(outcome.failure().type())
                .text(outcome.failure().message())
                .end();
    }

    /** Says that a durable client's handler failed for good. */
    public static void fail(LineWriter out, Fail fail) {
        out.word("NACK")
                .number(fail.id())
                .number(fail.token())
                .text(fail.failure().type())
                .text(fail.failure().message())
                .end();
    }

    /** Makes room in the window, or answers a sync. */
    public static void acknowledge(LineWriter out, Acknowledge acknowledge) {
        out.word("ACK").number(acknowledge.id()).number(acknowledge.position());
        if (acknowledge.sync() != Acknowledge.NO_SYNC) {
            out.number(acknowledge.sync());
        }
        out.end();
    }
}
