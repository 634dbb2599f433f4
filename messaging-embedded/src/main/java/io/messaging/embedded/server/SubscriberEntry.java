package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;

/** A subscription in force, of a session or of this JVM. */
public interface SubscriberEntry {
    /** How it is listed. */
    Subscriber subscriber();

    /** Who takes what is published to its topic. */
    Recipient recipient();
}
