package io.messaging.tck.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * What can be set from outside, as JUnit configuration parameters and so as system properties too. Immutable.
 *
 * @param seed where all the kit's randomness comes from
 * @param timeoutFactor multiplies the waits
 * @param volumeFactor the share of the large numbers of messages that some rules take
 * @param rules the rules to check
 */
public record TckSettings(long seed, double timeoutFactor, double volumeFactor, RulePatterns rules) {
    public static final String SEED = "messaging.tck.seed";
    public static final String TIMEOUT_FACTOR = "messaging.tck.timeoutFactor";
    public static final String VOLUME_FACTOR = "messaging.tck.volumeFactor";
    public static final String RULES = "messaging.tck.rules";

    private static final double GREATEST_TIMEOUT_FACTOR = 1_000;

    /** One seed for the whole JVM, so that the order of the rules and their data come from the same one. */
    private static final long CHOSEN_SEED = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);

    public static TckSettings from(Function<String, Optional<String>> parameters) {
        return new TckSettings(
                seedFrom(parameters),
                factor(parameters, TIMEOUT_FACTOR, GREATEST_TIMEOUT_FACTOR),
                factor(parameters, VOLUME_FACTOR, 1),
                new RulePatterns(parameters
                        .apply(RULES)
                        .filter(text -> !text.isBlank())
                        .map(text -> List.of(text.split(",")))
                        .orElse(List.of())));
    }

    public static long seedFrom(Function<String, Optional<String>> parameters) {
        String text = parameters.apply(SEED).orElseGet(() -> Long.toString(CHOSEN_SEED));
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

    /** Applies the timeout factor, to all but the poll. */
    Waits scaled(Waits timeouts) {
        return new Waits(scaled(timeouts.positiveWait()), scaled(timeouts.negativeWait()), timeouts.poll());
    }

    private Duration scaled(Duration wait) {
        return Duration.ofNanos((long) (wait.toNanos() * timeoutFactor));
    }
}
