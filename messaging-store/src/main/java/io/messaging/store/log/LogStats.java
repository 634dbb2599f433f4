package io.messaging.store.log;

/**
 * What a log holds at a moment. Immutable.
 *
 * @param segments segments
 * @param bytes what they take, on disk or in memory
 * @param liveBytes what of it are live records
 * @param recoveryMillis how long opening took
 */
public record LogStats(int segments, long bytes, long liveBytes, long recoveryMillis) {}
