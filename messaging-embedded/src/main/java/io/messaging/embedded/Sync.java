package io.messaging.embedded;

/** What a store on a server with a data directory waits for: the values of the option {@code sync}. */
public enum Sync {
    /** Until it is forced to the disk: a loss of power does not lose it. Stores that wait at the same time share one force. */
    ALWAYS,

    /** Until it is handed to the operating system: a killed process does not lose it. It is forced within an interval. */
    INTERVAL,

    /** Until it is handed to the operating system. It is forced when a file is full, and at the end. */
    NEVER
}
