package io.messaging.redis.shared;

/**
 * How a member ended with a message. Immutable.
 *
 * @param kind what becomes of the message
 * @param attempt the attempt that ended
 * @param pauseMillis how long the message waits after a failure
 */
record Outcome(Kind kind, Attempt attempt, long pauseMillis) {
    /** The kinds, with what the script calls them. */
    enum Kind {
        /** It is settled. */
        HANDLED("h"),
        /** Its time to live was over before a handler began. */
        EXPIRED("x"),
        /** It goes back, and that was no attempt. */
        UNBEGUN("u"),
        /** It goes back. */
        FAILED("f");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    static Outcome of(Kind kind, Taken taken) {
        return new Outcome(kind, taken.attempt(), 0);
    }
}
