package io.messaging.embedded.server.core;

/** Takes texts that are published and not stored: a session, or a subscription in this JVM. */
public interface Recipient {
    /**
     * Takes a published text, or drops it when too many wait. Called by the event loop; must not block.
     *
     * @return whether it was taken
     */
    boolean publish(String topic, byte[] text);
}
