package io.messaging.selftest.fault;

import io.messaging.backend.SubscriptionOptions;

/** Names of durable clients. */
public final class Clients {
    private Clients() {}

    public static String key(String topic, SubscriptionOptions options) {
        return options.clientId().orElse("") + "\n" + topic;
    }
}
