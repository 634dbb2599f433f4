package io.messaging.selftest.handmade;

import io.messaging.administration.DurableClient;
import io.messaging.message.Message;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Where a durable client stands in a topic. Guarded by the engine's lock. */
public final class Client {
    public final String id;
    public final String topic;
    public String namespace;

    /** The index in the topic's log of what comes next. */
    public int position;

    /** Handlers may have begun with what lies before this index. */
    public int begunBefore;

    /** Comes before what is in the log. */
    public final Deque<Message> requeued = new ArrayDeque<>();

    /** It gets no message of this chronological key or an earlier one. */
    long lastKeyLeftOut = -1;

    public long lost;
    public int inFlight;
    public Instant lastSeen = Instant.now();

    Client(String id, String topic) {
        this.id = id;
        this.topic = topic;
    }

    boolean leavesOut(Message message) {
        return message.id().chronologicalKey() <= lastKeyLeftOut;
    }

    /** Returns a client with some of what is shown of it changed. */
    public static DurableClient changed(
            DurableClient client, boolean connected, long position, long lag, long inFlight, long lost) {
        return new DurableClient(
                client.clientId(),
                client.topic(),
                client.namespace(),
                connected,
                position,
                lag,
                inFlight,
                lost,
                client.lastSeen());
    }
}
