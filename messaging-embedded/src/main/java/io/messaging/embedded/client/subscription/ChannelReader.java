package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.subscription.ChannelEntries.Entry;
import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.client.wire.WireInput;
import io.messaging.embedded.protocol.CommandArguments;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Words;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.Set;

/** Reads one connection of the subscriptions: hands pushes to their sources and replies back. Used by one thread. */
final class ChannelReader {
    private static final System.Logger LOGGER = SafeLog.of(ChannelReader.class);

    @FunctionalInterface
    interface ReplyHandler {
        void accept(Words line) throws ProtocolException;
    }

    private final WireInput in;
    private final Dialect dialect;
    private final ChannelEntries entries;
    private final ReplyHandler onReply;

    /** Who has something new and was not signalled yet. */
    private final Set<HubSubscription> unsignalled = new LinkedHashSet<>();

    private HubSubscription newest;

    ChannelReader(WireInput in, Dialect dialect, ChannelEntries entries, ReplyHandler onReply) {
        this.in = in;
        this.dialect = dialect;
        this.entries = entries;
        this.onReply = onReply;
    }

    void readToEnd() throws IOException, ProtocolException {
        in.beforeReading(this::signal);
        try {
            while (true) {
                read(in.readLine());
            }
        } finally {
            signal();
        }
    }

    /** Messages in a row are mostly for the same subscription. */
    private void newFor(HubSubscription subscription) {
        if (subscription != newest) {
            newest = subscription;
            unsignalled.add(subscription);
        }
    }

    /** Wakes handlers once for all messages that arrived together, not once for each. */
    private void signal() {
        if (newest != null) {
            newest = null;
            unsignalled.forEach(HubSubscription::signal);
            unsignalled.clear();
        }
    }

    private void read(Words line) throws ProtocolException {
        String first = line.count() == 0 ? "" : line.command();
        if (first.equals("DELIVER") || first.equals("DELIVER_RAW")) {
            deliver(line);
        } else if (first.equals("DELIVER_SHARED") || first.equals("DELIVER_SHARED_RAW")) {
            deliverShared(line);
        } else if (first.equals("DELIVER_TOPIC") || first.equals("DELIVER_TOPIC_RAW")) {
            deliverOf(line);
        } else if (first.equals("MESSAGE")) {
            pushed(line);
        } else if (first.equals("SYNC")) {
            sync(line);
        } else if (first.equals(Replies.END)) {
            ended(line);
        } else {
            onReply.accept(line);
        }
    }

    private void deliver(Words line) throws ProtocolException {
        Entry entry = entries.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else it was closed while this was in flight
            boolean redelivered =
                    line.count() > 4 && line.text(line.count() - 2).equals(Requests.AGAIN);
            boolean lifeAnnounced = line.count() > (redelivered ? 5 : 4);
            Message message = message(line, Math.max(3, line.count() - 1));
            long expiryNanos = lifeAnnounced
                    ? Expiry.afterMillis(line.unsignedNumber(3, "the milliseconds to live"))
                    : Expiry.atMostOf(message);
            entry.source().offer(message, line.unsignedNumber(2, "the position"), expiryNanos, redelivered);
            newFor(entry.subscription());
        }
    }

    private void deliverShared(Words line) throws ProtocolException {
        Entry entry = entries.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else it was closed while this was in flight
            long expiryNanos = line.count() > 5 && !line.text(5).equals("-")
                    ? Expiry.afterMillis(line.unsignedNumber(5, "the milliseconds to live"))
                    : Expiry.NEVER;
            entry.source()
                    .offerShared(
                            message(line, 6),
                            line.unsignedNumber(2, "the token"),
                            (int) line.unsignedNumber(3, "the attempt"),
                            line.text(4).equals(Requests.AGAIN),
                            expiryNanos);
            newFor(entry.subscription());
        }
    }

    private void deliverOf(Words line) throws ProtocolException {
        Entry entry = entries.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else it was closed while this was in flight
            long expiryNanos = line.count() > 5 && !line.text(5).equals("-")
                    ? Expiry.afterMillis(line.unsignedNumber(5, "the milliseconds to live"))
                    : Expiry.NEVER;
            entry.source()
                    .offerOf(
                            line.text(3),
                            line.unsignedNumber(4, "the position"),
                            message(line, 6),
                            line.unsignedNumber(2, "the token"),
                            expiryNanos);
            newFor(entry.subscription());
        }
    }

    private void ended(Words line) throws ProtocolException {
        Entry entry = entries.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) {
            entry.subscription().endedByBroker(line.text(2).equals(Replies.TAKEN_OVER));
        }
    }

    private void sync(Words line) throws ProtocolException {
        Entry entry = entries.get(line.unsignedNumber(1, "the subscription"));
        if (entry != null) { // else the server learns that it was closed
            entry.source().offerSync(line.unsignedNumber(2, "the sync"));
            newFor(entry.subscription());
        }
    }

    /** A text that was published and not stored, or any message in the Python dialect. */
    private void pushed(Words line) throws ProtocolException {
        String topic = line.text(1);
        Message message;
        try {
            message = message(line, 2);
        } catch (ProtocolException e) {
            LOGGER.log(Level.DEBUG, () -> "dropped what was published to '" + topic + "', which is no message", e);
            return;
        }
        for (Entry entry : entries.to(topic)) {
            dialect.pushed(message, entry.source());
            newFor(entry.subscription());
        }
    }

    private static Message message(Words line, int index) throws ProtocolException {
        if (line.count() <= index) {
            throw new ProtocolException(ErrorCode.INVALID, "a push without a message: '" + line.shown() + "'");
        }
        try {
            return CommandArguments.message(line, index);
        } catch (ProtocolException e) {
            throw new ProtocolException(e.code(), "a push that is no message: " + e.getMessage(), e);
        }
    }
}
