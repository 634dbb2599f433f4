package io.messaging.redis.subscription;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.spi.StartPositions;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.Executor;

/** Feeds a handler with the messages stored from now on, or with those before, too. Thread-safe. */
final class PlainSubscription extends RedisSubscription {
    private final LogSource source;
    private final StartSearch starts;
    private final SerialDelivery delivery;

    PlainSubscription(
            RedisLink link,
            Keys keys,
            WakeUps wakeUps,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(topic, options, callbacks);
        source = new LogSource(link, keys, wakeUps, topic, this::signal);
        starts = new StartSearch(link, keys, topic);
        delivery = new SerialDelivery(this, handler, this::next, executor);
    }

    /** Activates it: what is stored after this has returned is delivered. */
    void start() {
        source.open();
        source.cursor().startAt(options().startsAfter().map(this::placeOf).orElseGet(source::end));
        delivery.signal(); // for what was stored before, and in between
    }

    private Place placeOf(GemstoneId after) {
        return StartPositions.isBeginning(after) ? Place.START : starts.behind(after);
    }

    private void signal() {
        delivery.signal();
    }

    private Message next() {
        LogEntry entry = source.cursor().next();
        while (entry != null && !isWanted(entry.message())) {
            entry = source.cursor().next();
        }
        return entry == null ? null : entry.message();
    }

    private boolean isWanted(Message message) {
        return options()
                .startsAfter()
                .map(after -> StartPositions.isBehind(after, message.id()))
                .orElse(true);
    }

    @Override
    protected SerialDelivery delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        source.close();
    }

    @Override
    protected void poll() {
        source.poll();
    }
}
