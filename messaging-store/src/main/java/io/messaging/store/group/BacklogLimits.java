package io.messaging.store.group;

/**
 * How much a backlog may hold. Requeued messages come on top. Immutable.
 *
 * @param entries entries that are out, ready or pausing, of about 100 bytes each, and messages with a ttl that were handed out
 * @param parked entries that wait for their key, of 8 bytes each
 */
record BacklogLimits(int entries, int parked) {
    static final BacklogLimits DEFAULTS = new BacklogLimits(100_000, 1_000_000);
}
