package io.messaging.store.durable;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.store.CursorStart;
import io.messaging.store.journal.BodyReader;
import io.messaging.store.journal.BodyWriter;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;

/**
 * How a client's topic is written down: its names, which change with a claim; its place, which changes with each message; and the
 * messages that were given back. The position is in both of the first, of which either may be the later one. Stateless.
 */
final class ClientRecords {
    private static final int VERSION = 1;

    /** A client's topic as it was written down. */
    record Recovered(String clientId, ClientTopic state) {}

    private ClientRecords() {}

    /** Appends what has changed. Under the client's lock. */
    static void write(String clientId, ClientTopic state) {
        Subject subject = state.subject;
        if (state.namesChanged) {
            subject.put(RecordKind.CLIENT, state.start().after().bits(), names(clientId, state));
            state.namesChanged = false;
        }
        subject.put(RecordKind.PLACE, 0, 0, place(state));
        subject.removeBelow(RecordKind.REQUEUED, 0, state.firstRequeued());
    }

    private static byte[] names(String clientId, ClientTopic state) {
        return new BodyWriter(VERSION)
                .text(clientId)
                .text(state.topic)
                .text(state.namespace)
                .number(state.position)
                .number(state.goneBefore())
                .number(state.claim)
                .toBytes();
    }

    private static byte[] place(ClientTopic state) {
        return new BodyWriter(VERSION)
                .number(state.position)
                .number(state.mayHaveBegunBefore())
                .number(state.missed())
                .number(state.firstRequeued())
                .number(state.lastSeenMillis)
                .toBytes();
    }

    /** Appends a message that was given back; returns where it is. Under the client's lock. */
    static long requeue(Subject subject, Requeued requeued) {
        return subject.put(
                RecordKind.REQUEUED, 0, requeued.number(), requeued.message().toJsonBytes());
    }

    /** Reads what was written down. */
    static Recovered read(Subject subject) {
        LogRecord log = subject.read(RecordKind.CLIENT, 0, 0);
        BodyReader names = new BodyReader(log, VERSION);
        String clientId = names.text();
        ClientTopic state = new ClientTopic(names.text(), new CursorStart(0, GemstoneId.of(log.id())), subject);
        state.namespace = names.text();
        state.startsAt(names.number());
        state.startsWithout(names.number());
        state.claim = names.number();
        readPlace(subject, state);
        return new Recovered(clientId, state);
    }

    private static void readPlace(Subject subject, ClientTopic state) {
        LogRecord log = subject.read(RecordKind.PLACE, 0, 0);
        long firstRequeued = 0;
        if (log != null) {
            BodyReader place = new BodyReader(log, VERSION);
            state.startsAt(place.number());
            state.begunBefore = place.number();
            state.startsWithMissed(place.number());
            firstRequeued = place.number();
            state.lastSeenMillis = place.number();
        }
        subject.removeBelow(RecordKind.REQUEUED, 0, firstRequeued);
        state.requeuedBefore(firstRequeued);
        for (long number : subject.places(RecordKind.REQUEUED, 0)) {
            LogRecord requeued = subject.read(RecordKind.REQUEUED, 0, number);
            state.requeued.add(new Requeued(number, Message.fromJson(requeued.body())));
            state.requeuedBefore(number + 1);
        }
    }
}
