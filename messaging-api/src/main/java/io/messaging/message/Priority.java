package io.messaging.message;

/** How urgent a message is. The lower the number, the earlier it is read; the number is the top of the message's id. */
public enum Priority {
    /** 0: before everything else. */
    URGENT,
    /** 1. */
    IMPORTANT,
    /** 2. */
    HIGH,
    /** 3. */
    ABOVE_NORMAL,
    /** 4: the default. */
    NORMAL,
    /** 5. */
    LOW,
    /** 6. */
    VERY_LOW,
    /** 7: after everything else. */
    LOWEST;

    private static final Priority[] BY_NUMBER = values();

    /** {@return the number that travels in ids and in JSON, 0 (urgent) to 7 (lowest)} */
    public int number() {
        return ordinal();
    }

    /**
     * {@return the priority of a number}
     *
     * @param number 0 to 7
     * @throws IllegalArgumentException when the number is outside 0 to 7
     */
    public static Priority of(int number) {
        if (number < 0 || number >= BY_NUMBER.length) {
            throw new IllegalArgumentException("priority is " + number + "; it goes from 0 (URGENT) to 7 (LOWEST)");
        }
        return BY_NUMBER[number];
    }
}
