package io.messaging.selftest.delivering;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Bridge;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Says something wrong of a delivery: SUB-17. */
final class Sub17Deliveries {
    static final Mutant TOPIC_OF_HANDLERS_FIRST_SUBSCRIPTION = Mutant.of(
                    "SUB-17", "names the topic of the handler's first subscription")
            .representative()
            .fault("the deliveries that name topic", correct -> {
                Map<MessageHandler, String> topics = new ConcurrentHashMap<>();
                return Faults.handlers(correct, (topic, handler, options) -> {
                    String first = topics.computeIfAbsent(Bridge.ofProgram(handler), unknown -> topic);
                    return deliveries(
                            handler,
                            (delivery, next) -> next.onDelivery(with(delivery, first, delivery.subscription())));
                });
            });

    static final Mutant ANOTHER_SUBSCRIPTION = Mutant.of("SUB-17", "hands out a copy of the subscription")
            .inEveryBuild()
            .fault(
                    "the subscription of a delivery is the one",
                    changing(delivery -> with(delivery, delivery.topic(), new Copy(delivery.subscription()))));

    static final Mutant NO_SUBSCRIPTION = Mutant.of("SUB-17", "hands out no subscription")
            .fault(
                    "the subscription of a delivery is the one",
                    changing(delivery -> with(delivery, delivery.topic(), null)));

    static final Mutant ATTEMPT_IS_ALWAYS_1 = Mutant.of("SUB-17", "does not count attempts")
            .inEveryBuild()
            .fault("the attempt of a delivery", changing(delivery -> with(delivery, 1, delivery.redelivered())));

    static final Mutant ATTEMPTS_FROM_0 = Mutant.of("SUB-17", "counts attempts from 0")
            .fault(
                    "the attempt of a delivery",
                    changing(delivery -> with(delivery, delivery.attempt() - 1, delivery.redelivered())));

    static final Mutant NEVER_REDELIVERED = Mutant.of("SUB-17", "says redelivered of no message")
            .inEveryBuild()
            .fault("redelivered of", changing(delivery -> with(delivery, delivery.attempt(), false)));

    static final Mutant REDELIVERED_ONLY_BY_ATTEMPT = Mutant.of(
                    "SUB-17", "says redelivered of further attempts, not of what was given back")
            .inEveryBuild()
            .fault(
                    "redelivered of message",
                    changing(delivery -> with(delivery, delivery.attempt(), delivery.attempt() > 1)));

    static final Mutant ALWAYS_REDELIVERED = Mutant.of("SUB-17", "says redelivered of every message")
            .fault("redelivered of", changing(delivery -> with(delivery, delivery.attempt(), true)));

    static final Mutant DELIVERY_HANDLERS_MISS_MESSAGES = Mutant.of(
                    "SUB-17", "a handler of deliveries gets every other message")
            .inEveryBuild()
            .fault("deliveries", Faults.plainHandlers((topic, handler, options) -> {
                AtomicInteger count = new AtomicInteger();
                return deliveries(handler, (delivery, next) -> {
                    if (count.getAndIncrement() % 2 == 0) {
                        next.onDelivery(delivery);
                    }
                });
            }));

    private Sub17Deliveries() {}

    private interface Step {
        void take(Delivery delivery, MessageHandler next) throws Exception;
    }

    /** Leaves handlers of bare messages alone. */
    private static MessageHandler deliveries(MessageHandler handler, Step step) {
        return Bridge.takesDeliveries(handler)
                ? MessageHandler.ofDelivery(delivery -> step.take(delivery, handler))
                : handler;
    }

    private static Fault changing(UnaryOperator<Delivery> change) {
        return Faults.handlers((topic, handler, options) ->
                deliveries(handler, (delivery, next) -> next.onDelivery(change.apply(delivery))));
    }

    private static Delivery with(Delivery delivery, String topic, Subscription subscription) {
        return new Delivery(delivery.message(), topic, delivery.attempt(), delivery.redelivered(), subscription);
    }

    private static Delivery with(Delivery delivery, int attempt, boolean redelivered) {
        return new Delivery(delivery.message(), delivery.topic(), attempt, redelivered, delivery.subscription());
    }

    private static final class Copy extends Faults.Sub {
        Copy(Subscription subscription) {
            super(subscription);
        }
    }
}
