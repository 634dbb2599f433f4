package io.messaging.store;

import io.messaging.message.Message;

/** A message with a ttl, and where to find it when its time has come. */
final class ExpiringMessage extends StoredMessage {
    final long expiresAtMillis;
    final Topic topic;

    /** Its place in the topic's log. Written once under the topic's lock, before anybody else sees it. */
    long position;

    ExpiringMessage(Message message, IdIndex index, Topic topic, long expiresAtMillis) {
        super(message, index);
        this.topic = topic;
        this.expiresAtMillis = expiresAtMillis;
    }

    long storedAtMillis() {
        return expiresAtMillis - message.ttlSeconds().orElse(0) * 1_000;
    }

    @Override
    boolean isExpired(long nowMillis) {
        return nowMillis >= expiresAtMillis;
    }

    @Override
    boolean isReadable(StoreClock clock) {
        return isReadable(clock.millis());
    }
}
