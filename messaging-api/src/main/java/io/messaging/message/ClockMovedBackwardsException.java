package io.messaging.message;

/** The clock stands before an id already given, so that going on could repeat an id. Wait, or mend the clock. */
public final class ClockMovedBackwardsException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClockMovedBackwardsException(long lastMillis, long nowMillis) {
        super("the clock moved backwards by " + (lastMillis - nowMillis) + " ms, from " + lastMillis + " to "
                + nowMillis + " (milliseconds since 1970); no id is made until it has caught up, so wait or mend "
                + "the clock");
    }
}
