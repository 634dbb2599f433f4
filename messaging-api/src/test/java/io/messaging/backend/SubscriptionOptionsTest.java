package io.messaging.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.administration.Subscriber;
import io.messaging.message.GemstoneId;
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

    @Test
    void aSharedSubscriptionHasAGroupAndItsOptions() {
        SubscriptionOptions shared = SubscriptionOptions.shared("workers");

        SubscriptionOptions changed =
                shared.concurrency(8).orderedBy("conversation").maxAttempts(3);

        assertEquals(SubscriptionOptions.shared("workers"), shared);
        assertTrue(changed.isShared());
        assertFalse(changed.isDurable());
        assertEquals(Optional.of("workers"), changed.group());
        assertEquals(8, changed.concurrency());
        assertEquals(Optional.of("conversation"), changed.orderedBy());
        assertEquals(Optional.empty(), changed.clientId());
        assertNotEquals(shared, shared.concurrency(2));
        assertNotEquals(shared, shared.orderedBy("sender"));
        assertNotEquals(shared, SubscriptionOptions.durable("workers"));
        assertEquals(
                "SubscriptionOptions[group=workers, concurrency=8, orderedBy=conversation, namespace=null,"
                        + " maxAttempts=3, retryBackoff=PT0S]",
                changed.toString());
        assertFalse(SubscriptionOptions.plain().isShared());
        assertEquals(1, SubscriptionOptions.plain().concurrency());
    }

    @Test
    void aStartIsKeptByLaterChanges() {
        SubscriptionOptions plain = SubscriptionOptions.plain();
        GemstoneId id = GemstoneId.of(77);

        assertEquals(Optional.empty(), plain.startsAfter());
        assertEquals(Optional.of(GemstoneId.ZERO), plain.fromBeginning().startsAfter());
        assertEquals(Optional.of(id), plain.after(id).namespace("n").startsAfter());
        assertEquals(plain.fromBeginning(), plain.after(GemstoneId.ZERO));
        assertEquals(Optional.of(id), plain.after(GemstoneId.of(5)).after(id).startsAfter(), "the last one counts");
        assertEquals(Optional.of(id), SubscriptionOptions.durable("c").after(id).startsAfter());
        assertEquals(
                Optional.of(id),
                SubscriptionOptions.shared("g").after(id).concurrency(2).startsAfter());
        assertNotEquals(plain, plain.fromBeginning());
        assertNotEquals(plain.fromBeginning(), plain.after(id));
        assertEquals(
                SubscriptionOptions.shared("g").fromBeginning().concurrency(2),
                SubscriptionOptions.shared("g").concurrency(2).fromBeginning());
        assertEquals(
                "SubscriptionOptions[clientId=null, namespace=null, maxAttempts=1, retryBackoff=PT0S, startsAfter=77]",
                plain.after(id).toString());
    }

    static Stream<Arguments> refusals() {
        SubscriptionOptions plain = SubscriptionOptions.plain();
        return Stream.of(
                refusal(() -> plain.after(null), "after is null; it takes the id of a message that the topic holds"),
                refusal(
                        () -> plain.after(GemstoneId.of(5)).fromBeginning(),
                        "fromBeginning is true, and after is 5; set only one of fromBeginning and after"),
                refusal(
                        () -> plain.fromBeginning().after(GemstoneId.of(5)),
                        "after is 5, and fromBeginning is true; set only one of fromBeginning and after"),
                refusal(() -> SubscriptionOptions.durable(null), "clientId is null; it is required"),
                refusal(
                        () -> SubscriptionOptions.durable(" \t"),
                        "clientId is blank; give at least one character that is no white space"),
                refusal(
                        () -> SubscriptionOptions.durable("a\ud83d"),
                        "clientId holds an unpaired surrogate, which UTF-8 cannot carry; remove or complete it"),
                refusal(() -> plain.namespace(null), "namespace is null; it is required"),
                refusal(
                        () -> plain.namespace(""),
                        "namespace is blank; give at least one character that is no white space"),
                refusal(() -> SubscriptionOptions.shared(null), "group is null; it is required"),
                refusal(() -> SubscriptionOptions.shared("g").concurrency(0), "concurrency is 0; it is 1 to 65536"),
                refusal(() -> SubscriptionOptions.shared("g").orderedBy(null), "orderedBy is null; it is required"),
                refusal(
                        () -> SubscriptionOptions.durable("billing").orderedBy("sender"),
                        "orderedBy is 'sender', and these are the options of durable client 'billing'; it is for"
                                + " members of a group: begin with SubscriptionOptions.shared(group)"),
                refusal(
                        () -> plain.concurrency(2),
                        "concurrency is 2, and these are the options of a plain subscription; it is for members of a "
                                + "group: begin with SubscriptionOptions.shared(group)"),
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
