package io.messaging.tck;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * What can be set from outside, as JUnit configuration parameters and so as system properties too. Immutable.
 *
 * @param seed where all the kit's randomness comes from
 * @param timeoutFactor multiplies the waits
 * @param volumeFactor the share of the large numbers of messages that some rules take
 */
record TckSettings(long seed, double timeoutFactor, double volumeFactor) {
    static final String SEED = "messaging.tck.seed";
    static final String TIMEOUT_FACTOR = "messaging.tck.timeoutFactor";
    static final String VOLUME_FACTOR = "messaging.tck.volumeFactor";

    private static final double GREATEST_TIMEOUT_FACTOR = 1_000;

    /** One seed for the whole JVM, so that the order of the rules and their data come from the same one. */
    private static final long CHOSEN_SEED = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);

    static TckSettings from(Function<String, Optional<String>> parameters) {
        return new TckSettings(
                parameters.apply(SEED).map(TckSettings::seed).orElse(CHOSEN_SEED),
                factor(parameters, TIMEOUT_FACTOR, GREATEST_TIMEOUT_FACTOR),
                factor(parameters, VOLUME_FACTOR, 1));
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SEED + " is '" + text + "'; it is a whole number", e);
        }
    }

    private static double factor(Function<String, Optional<String>> parameters, String name, double most) {
        String text = parameters.apply(name).orElse("1");
        try {
            double factor = Double.parseDouble(text.strip());
            if (factor > 0 && factor <= most) {
                return factor;
            }
            throw new NumberFormatException();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " is '" + text + "'; it is a number above 0, at most " + (long) most, e);
        }
    }
}
