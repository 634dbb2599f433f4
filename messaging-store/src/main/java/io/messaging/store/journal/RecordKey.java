package io.messaging.store.journal;

import io.messaging.store.log.segment.LogRecord;
import java.util.Comparator;

/**
 * What a record of a subject is about: of two with one key, the later one stands. Immutable.
 *
 * @param kind as in {@link io.messaging.store.log.RecordKind}
 * @param scope a part of what has the kind
 * @param number the place there; 0 where there is one record of the kind
 */
record RecordKey(byte kind, int scope, long number) implements Comparable<RecordKey> {
    private static final Comparator<RecordKey> ORDER = Comparator.comparingInt(RecordKey::kind)
            .thenComparingInt(RecordKey::scope)
            .thenComparingLong(RecordKey::number);

    static RecordKey of(LogRecord log) {
        return new RecordKey(log.kind(), log.scope(), log.position());
    }

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }
}
