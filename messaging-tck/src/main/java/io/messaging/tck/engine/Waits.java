package io.messaging.tck.engine;

import java.time.Duration;

/** How long the rules wait; {@code TckTimeouts} says what each is for. Immutable. */
public record Waits(Duration positiveWait, Duration negativeWait, Duration poll) {}
