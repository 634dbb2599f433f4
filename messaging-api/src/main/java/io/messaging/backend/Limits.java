package io.messaging.backend;

import java.time.Duration;

/** Checks how long a close may take (LIFE-04). */
final class Limits {
    private Limits() {}

    static void require(Duration limit) {
        if (limit == null || limit.isNegative()) {
            throw new IllegalArgumentException("limit is " + limit + "; it is zero or more");
        }
    }
}
