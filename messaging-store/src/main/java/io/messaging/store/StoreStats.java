package io.messaging.store;

/**
 * What a store holds at a moment. Immutable.
 *
 * @param topics topics known
 * @param messages messages stored and not yet reclaimed, counted once a topic
 * @param bytes their JSON bytes, 0 where no byte limit makes the store count them
 * @param cursors open cursors
 */
public record StoreStats(int topics, long messages, long bytes, int cursors) {}
