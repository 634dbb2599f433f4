package io.messaging.store.log;

/**
 * How a log works. Immutable.
 *
 * @param sync when a record counts as safe
 * @param syncIntervalMillis the time between two forces, for {@link SyncMode#INTERVAL}
 * @param segmentBytes how large a segment gets; one with a single larger record is larger
 * @param allocationBytes by how much a file grows at most at a time
 * @param cachedSegments how many full segments stay in memory
 * @param slackBytes how large the log may be beside twice its live records before segments are copied on
 */
public record LogOptions(
        SyncMode sync,
        long syncIntervalMillis,
        int segmentBytes,
        int allocationBytes,
        int cachedSegments,
        long slackBytes) {
    private static final int MEBIBYTE = 1024 * 1024;

    /** The least that a segment has for records that free space. */
    private static final int RESERVES = 16;

    private static final int MAX_RESERVE = 64 * 1024;

    /** For a log in a directory. */
    public static final LogOptions DEFAULTS =
            new LogOptions(SyncMode.INTERVAL, 1_000, 16 * MEBIBYTE, MEBIBYTE, 2, 16L * MEBIBYTE);

    /**
     * For a log in memory: smaller segments, so that memory is given back in smaller pieces, of a little less than a power of two, as
     * collectors give large arrays whole regions.
     */
    public static final LogOptions IN_MEMORY =
            new LogOptions(SyncMode.NEVER, 1_000, 4 * MEBIBYTE - 1_024, MEBIBYTE, 0, 16L * MEBIBYTE);

    /** Returns the same with another mode. */
    public LogOptions with(SyncMode other) {
        return new LogOptions(other, syncIntervalMillis, segmentBytes, allocationBytes, cachedSegments, slackBytes);
    }

    /** Returns the same with another time between two forces. */
    public LogOptions withSyncIntervalMillis(long millis) {
        return new LogOptions(sync, millis, segmentBytes, allocationBytes, cachedSegments, slackBytes);
    }

    /** Returns the same with segments of another size. */
    public LogOptions withSegmentBytes(int bytes) {
        return new LogOptions(sync, syncIntervalMillis, bytes, allocationBytes, cachedSegments, slackBytes);
    }

    /** Returns the bytes at the end of a segment that are kept for records that free space. */
    int reserveBytes() {
        return Math.min(MAX_RESERVE, segmentBytes / RESERVES);
    }
}
