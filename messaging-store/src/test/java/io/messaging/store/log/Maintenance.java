package io.messaging.store.log;

/** What the thread of a log does, for tests without it. */
public final class Maintenance {
    private Maintenance() {}

    /** Does it once. */
    public static void run(MessageLog log) {
        log.maintain();
    }
}
