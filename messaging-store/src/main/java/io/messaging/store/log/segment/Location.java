package io.messaging.store.log.segment;

/** Where a record is: the number of its segment and the offset there, in one number that grows in the order of appending. */
public final class Location {
    private Location() {}

    public static long of(int segment, int offset) {
        return (long) segment << 32 | offset;
    }

    public static int segment(long location) {
        return (int) (location >>> 32);
    }

    public static int offset(long location) {
        return (int) location;
    }

    /** Returns a location as people read it. */
    public static String toString(long location) {
        return segment(location) + ":" + offset(location);
    }
}
