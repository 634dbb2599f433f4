package io.messaging.store.log;

/** When a record counts as safe. */
public enum SyncMode {
    /** When it was forced: a power loss does not lose it. */
    ALWAYS,

    /** When it was written: a killed process does not lose it. It is forced at intervals. */
    INTERVAL,

    /** When it was written. Only full segments are forced. */
    NEVER
}
