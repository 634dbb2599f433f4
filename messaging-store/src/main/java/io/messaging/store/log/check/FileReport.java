package io.messaging.store.log.check;

/**
 * A file of a data directory. Immutable.
 *
 * @param name its name
 * @param bytes its size; 0 when it is missing
 * @param records how many valid records it has; 0 for other files than segments
 * @param kind what it is
 */
public record FileReport(String name, long bytes, long records, Kind kind) {
    /** What a file is. */
    public enum Kind {
        /** It counts. */
        SEGMENT,
        /** It counts and is damaged. */
        DAMAGED,
        /** It counts and is not there. */
        MISSING,
        /** A segment that was given up, or not begun: the next start deletes it. */
        LEFT_OVER,
        /** Lock, holder and reserve. */
        OTHER,
        /** Nothing of ours. */
        FOREIGN
    }
}
