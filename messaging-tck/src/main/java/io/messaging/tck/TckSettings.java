package io.messaging.tck;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * What can be set from outside, as JUnit configuration parameters and so as system properties too. Immutable.
 *
 * @param seed where all the kit's randomness comes from
 * @param timeoutFactor multiplies the waits
 */
record TckSettings(long seed, double timeoutFactor) {
    static final String SEED = "messaging.tck.seed";
    static final String TIMEOUT_FACTOR = "messaging.tck.timeoutFactor";

    /** One seed for the whole JVM, so that the order of the rules and their data come from the same one. */
    private static final long CHOSEN_SEED = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);

    static TckSettings from(Function<String, Optional<String>> parameters) {
        return new TckSettings(
                parameters
                        .apply(SEED)
                        .map(text -> number(SEED, text, Long::valueOf))
                        .orElse(CHOSEN_SEED),
                parameters
                        .apply(TIMEOUT_FACTOR)
                        .map(text -> number(TIMEOUT_FACTOR, text, TckSettings::factor))
                        .orElse(1.0));
    }

    private static Double factor(String text) {
        double factor = Double.parseDouble(text);
        if (!(factor > 0) || factor > 1_000) {
            throw new NumberFormatException();
        }
        return factor;
    }

    private static <T> T number(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " is '" + text + "'; it is "
                            + (name.equals(SEED) ? "a whole number" : "a number above 0, at most 1000"),
                    e);
        }
    }
}
