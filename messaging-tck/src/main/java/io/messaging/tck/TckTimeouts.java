package io.messaging.tck;

import io.messaging.tck.engine.Waits;
import java.time.Duration;

/**
 * How long the kit waits. All but the poll are multiplied by {@code -Dmessaging.tck.timeoutFactor}. Immutable.
 *
 * @param positiveWait how long something that must happen may take without any progress. Only a failure costs it, so
 *     it is generous; a backend that is slow but makes progress never fails by it
 * @param negativeWait how much longer the kit looks, after a sentinel has arrived, for what must not come
 * @param poll the pause between two looks at a condition; four times as long where waiting takes long
 */
public record TckTimeouts(Duration positiveWait, Duration negativeWait, Duration poll) {
    /**
     * Returns the waits of a kit that nobody configured.
     *
     * @return 60 seconds, 30 milliseconds and 1 millisecond
     */
    public static TckTimeouts defaults() {
        return new TckTimeouts(Duration.ofSeconds(60), Duration.ofMillis(30), Duration.ofMillis(1));
    }

    Waits waits() {
        return new Waits(positiveWait, negativeWait, poll);
    }
}
