package io.messaging.embedded.server.core;

import io.messaging.administration.Subscriber;

/** A subscription in force, of a session or of this JVM. */
public interface SubscriberEntry {
    /** How it is listed. */
    Subscriber subscriber();

    /** Who takes what is published to its topic. */
    Recipient recipient();

    /**
     * Runs something quick once everything stored before this call has been handled, or the subscription has ended and is
     * no longer registered; for a peer that cannot say what it has handled, once everything is sent. Any thread may call
     * and be called.
     */
    void whenDrained(Runnable waiter);
}
