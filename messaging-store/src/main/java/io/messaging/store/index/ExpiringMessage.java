package io.messaging.store.index;

import io.messaging.message.Message;

/** A message with a ttl, and where to find it when its time has come. */
public abstract class ExpiringMessage extends StoredMessage {
    /** The topic that has it. */
    public interface Owner {
        /** {@return its name} */
        String name();

        /** Removes a message whose time has come, if it is still there. */
        void reclaim(ExpiringMessage item);
    }

    private final long expiresAtMillis;
    private final Owner owner;

    /** Its place in the topic's log. Written once under the topic's lock, before anybody else sees it. */
    private long position;

    private final int ttlSeconds;

    ExpiringMessage(IdIndex index, Owner owner, long expiresAtMillis, long ttlSeconds) {
        super(index);
        this.owner = owner;
        this.expiresAtMillis = expiresAtMillis;
        this.ttlSeconds = (int) Math.min(ttlSeconds, Integer.MAX_VALUE);
    }

    /**
     * {@return an item that holds a message with a ttl}
     *
     * @param expiresAtMillis by the store's clock
     */
    public static ExpiringMessage held(
            Message message, IdIndex index, Owner owner, long expiresAtMillis, long ttlSeconds) {
        return new HeldMessage.Expiring(message, index, owner, expiresAtMillis, ttlSeconds);
    }

    /** {@return an item for a message with a ttl in the log, to be {@link #moveTo placed}} */
    public static ExpiringMessage logged(
            long id, int jsonLength, IdIndex index, Owner owner, long expiresAtMillis, long ttlSeconds) {
        return new LoggedMessage.Expiring(id, jsonLength, index, owner, expiresAtMillis, ttlSeconds);
    }

    public final long expiresAtMillis() {
        return expiresAtMillis;
    }

    public final Owner owner() {
        return owner;
    }

    public final long position() {
        return position;
    }

    /** Notes its place in the topic's log. */
    public final void position(long place) {
        position = place;
    }

    final int ttlSeconds() {
        return ttlSeconds;
    }

    final long storedAtMillis() {
        return expiresAtMillis - ttlSeconds * 1_000L;
    }

    @Override
    final boolean isExpired(long nowMillis) {
        return nowMillis >= expiresAtMillis;
    }

    @Override
    public final boolean isReadable(StoreClock clock) {
        return isReadable(clock.millis());
    }
}
