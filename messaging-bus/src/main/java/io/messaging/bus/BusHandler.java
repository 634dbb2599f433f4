package io.messaging.bus;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.log.SafeLog;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What a client does with a message. What the handler throws is treated as the backend treats the failure of any handler:
 * logged, and for a durable or shared subscription tried again up to {@link SubscriptionOptions#maxAttempts} and then a
 * dead letter. After the last attempt, the sender gets an error answer.
 *
 * <p>The default methods wrap a handler with a filter, a transformation, a rate limit or logging, and return a new
 * handler. Your own decorator is a lambda that calls the wrapped handler.
 *
 * <pre>{@code
 * BusHandler<Order> bill = (order, context) -> context.reply(invoiceFor(order));
 * billing.handle("orders", Order.class, bill.onlyIf((order, context) -> order.total() > 0).throttled(10, Duration.ofSeconds(1)));
 * }</pre>
 *
 * @param <T> the type of the payload; {@link io.messaging.message.Message} for the whole message
 */
@FunctionalInterface
public interface BusHandler<T> {
    /**
     * Handles one message. May publish, ask, subscribe, unregister and close.
     *
     * @param payload the payload, or the message
     * @param context the message, and what can be done with it
     * @throws Exception whatever went wrong
     */
    void handle(T payload, BusContext context) throws Exception;

    /**
     * {@return a handler that leaves out messages for which a condition is false; they count as handled}
     *
     * @param condition is asked before each message
     */
    default BusHandler<T> onlyIf(BiPredicate<? super T, ? super BusContext> condition) {
        Checks.notNull("condition", condition);
        return Composed.around(this, (payload, context) -> {
            if (condition.test(payload, context)) {
                handle(payload, context);
            }
        });
    }

    /**
     * Puts a transformation in front of this handler.
     *
     * @param transformation makes this handler's payload of another one
     * @param <S> the type of the payload that comes
     * @return a handler of that type
     */
    default <S> BusHandler<S> mapping(Function<? super S, ? extends T> transformation) {
        Checks.notNull("transformation", transformation);
        return Composed.around(this, (payload, context) -> handle(transformation.apply(payload), context));
    }

    /**
     * Limits the rate: the next message waits, on the handler's thread, until it may start. Messages behind it stay at the
     * backend. With the in-memory backend's direct delivery, that is the thread which stores.
     *
     * @param messages how many messages start within a period at most, 1 or more
     * @param period how long a period is, more than zero
     * @return a handler that keeps the limit, over all its subscriptions
     * @throws IllegalArgumentException when an argument is out of range
     */
    default BusHandler<T> throttled(int messages, Duration period) {
        Throttle throttle = new Throttle(messages, period);
        return Composed.around(this, (payload, context) -> {
            throttle.await();
            handle(payload, context);
        });
    }

    /**
     * Logs each message before it is handled, and a failure: ids and topics, no payloads. A log that fails changes nothing for the
     * message.
     *
     * @param logger where to
     * @param level the level of the line for each message; failures are warnings
     * @return a handler that logs
     */
    default BusHandler<T> logged(System.Logger logger, System.Logger.Level level) {
        Checks.notNull("logger", logger);
        Checks.notNull("level", level);
        System.Logger safe = SafeLog.around(logger);
        return Composed.around(this, (payload, context) -> {
            String what = "client '" + context.client().id() + "', topic '" + context.topic() + "', message "
                    + context.message().id();
            safe.log(level, what);
            try {
                handle(payload, context);
            } catch (Exception | Error failure) {
                safe.log(System.Logger.Level.WARNING, what + " failed", failure);
                throw failure;
            }
        });
    }
}
