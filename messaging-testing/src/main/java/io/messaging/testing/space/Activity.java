package io.messaging.testing.space;

import io.messaging.administration.DurableClient;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.support.Texts;
import java.util.Comparator;
import java.util.Optional;

/** Describes the current activity of a test's own backends. Thread-safe. */
final class Activity {
    private Activity() {}

    /** Returns the oldest running handler or pending store. */
    public static Optional<String> running(TestSpace space) {
        return space.recording().running().stream()
                .min(Comparator.comparingLong(RecordedEvent::number))
                .map(Activity::describe);
    }

    private static String describe(RecordedEvent event) {
        return (event.kind() == Kind.STORE ? "a store by " : "a handler of ") + event.process() + " on '"
                + event.topic() + "' (thread " + event.thread() + ") has not returned, with message "
                + Texts.message(event.message());
    }

    /** Returns a subscription that is not active yet. */
    public static Optional<String> subscribing(TestSpace space) {
        return space.hub().subscriptions().stream()
                .filter(known -> !known.isInForce())
                .findFirst()
                .map(known -> known + " is being made, by " + known.where());
    }

    /** Returns a connected durable client with a backlog. */
    static Optional<String> durableLag(TestSpace space) {
        MessagingBackend reader = space.reader();
        if (!reader.capabilities().contains(Capability.DURABLE_SUBSCRIPTION)) {
            return Optional.empty();
        }
        return reader.durableClients().list().stream()
                .filter(DurableClient::connected)
                .filter(client -> space.hub().names().isOurClient(client.clientId()))
                .filter(client -> client.lag() > 0)
                .findFirst()
                .map(client -> space.hub().names().own(client))
                .map(client -> "durable client '" + client.clientId() + "' has " + client.lag() + " messages of '"
                        + client.topic() + "' left");
    }
}
