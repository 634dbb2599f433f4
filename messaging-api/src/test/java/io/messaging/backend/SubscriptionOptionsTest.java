package io.messaging.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.administration.Subscriber;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SubscriptionOptionsTest {
    @Test
    void plainOptionsNameNobody() {
        SubscriptionOptions plain = SubscriptionOptions.plain();

        assertFalse(plain.isDurable());
        assertEquals(Optional.empty(), plain.clientId());
        assertEquals(Optional.empty(), plain.namespace());
        assertEquals(1, plain.maxAttempts());
        assertEquals(Duration.ZERO, plain.retryBackoff());
    }

    @Test
    void eachChangeIsACopyThatKeepsTheRest() {
        SubscriptionOptions durable = SubscriptionOptions.durable("billing");

        SubscriptionOptions changed = durable.namespace("shop").maxAttempts(3).retryBackoff(Duration.ofMillis(5));

        assertEquals(SubscriptionOptions.durable("billing"), durable);
        assertTrue(changed.isDurable());
        assertEquals(Optional.of("billing"), changed.clientId());
        assertEquals(Optional.of("shop"), changed.namespace());
        assertEquals(3, changed.maxAttempts());
        assertEquals(Duration.ofMillis(5), changed.retryBackoff());
        assertEquals(
                "SubscriptionOptions[clientId=billing, namespace=shop, maxAttempts=3, retryBackoff=PT0.005S]",
                changed.toString());
    }

    @Test
    void equalityLooksAtEveryOption() {
        SubscriptionOptions options = SubscriptionOptions.durable("a");

        assertEquals(options, SubscriptionOptions.durable("a"));
        assertEquals(options.hashCode(), SubscriptionOptions.durable("a").hashCode());
        assertNotEquals(options, SubscriptionOptions.durable("b"));
        assertNotEquals(options, SubscriptionOptions.plain());
        assertNotEquals(options, options.namespace("n"));
        assertNotEquals(options, options.maxAttempts(2));
        assertNotEquals(options, options.retryBackoff(Duration.ofNanos(1)));
    }

    static Stream<Arguments> refusals() {
        SubscriptionOptions plain = SubscriptionOptions.plain();
        return Stream.of(
                refusal(() -> SubscriptionOptions.durable(null), "clientId is null; it is required"),
                refusal(
                        () -> SubscriptionOptions.durable(" \t"),
                        "clientId is blank; give at least one character that is no white space"),
                refusal(
                        () -> SubscriptionOptions.durable("a\ud83d"),
                        "clientId holds half of a surrogate pair, which UTF-8 cannot carry; remove or complete it"),
                refusal(() -> plain.namespace(null), "namespace is null; it is required"),
                refusal(
                        () -> plain.namespace(""),
                        "namespace is blank; give at least one character that is no white space"),
                refusal(() -> plain.maxAttempts(0), "maxAttempts is 0; it is 1 or more"),
                refusal(() -> plain.retryBackoff(null), "retryBackoff is null; it is zero or more"),
                refusal(
                        () -> plain.retryBackoff(Duration.ofMillis(-1)),
                        "retryBackoff is PT-0.001S; it is zero or more"));
    }

    private static Arguments refusal(Executable call, String message) {
        return arguments(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void badValuesAreRefused(String message, Executable call) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, call);

        assertEquals(message, refusal.getMessage());
    }

    @Test
    void aSubscriberIsListedWhereItSaidElseByItsTopicElseEverywhere() {
        assertTrue(new Subscriber("shop:orders", null, "bank", true).isIn("bank"));
        assertFalse(new Subscriber("shop:orders", null, "bank", true).isIn("shop"));
        assertTrue(new Subscriber("shop:orders", null, null, true).isIn("shop"));
        assertFalse(new Subscriber("shop:orders", null, null, true).isIn("bank"));
        assertTrue(new Subscriber("orders", null, null, true).isIn("anything"));
        assertTrue(new Subscriber(":orders", null, null, true).isIn("anything"), "an empty namespace is none");
    }
}
