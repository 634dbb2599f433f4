package io.messaging.store.log;

import io.messaging.store.log.segment.Segment;

/** Gives segments that are arrays alone. Thread-safe. */
final class MemorySpace implements Tail.Space {
    private final int segmentBytes;

    MemorySpace(int segmentBytes) {
        this.segmentBytes = segmentBytes;
    }

    @Override
    public void allocate(Segment segment, int upTo, boolean vital) {
        segment.allocated(Integer.MAX_VALUE);
    }

    @Override
    public Segment prepare(int number, int bytes, boolean whole, boolean vital) {
        Segment next = new Segment(number, Math.max(bytes, segmentBytes));
        if (whole) {
            next.takeMemory();
        }
        next.allocated(Integer.MAX_VALUE);
        return next;
    }
}
