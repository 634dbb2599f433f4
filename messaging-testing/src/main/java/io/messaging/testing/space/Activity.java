package io.messaging.testing.space;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.support.Texts;
import java.util.Comparator;
import java.util.List;
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

    /** Returns a group with members and a backlog, or a member that its group does not have. */
    static Optional<String> groups(TestSpace space) {
        MessagingBackend reader = space.reader();
        if (!reader.capabilities().contains(Capability.SHARED_SUBSCRIPTION)) {
            return Optional.empty();
        }
        List<KnownSubscription> expected = space.hub().subscriptions().stream()
                .filter(known -> known.group() != null)
                .toList();
        List<SharedGroup> groups = reader.sharedGroups().list().stream()
                .filter(group -> space.hub().names().isOurClient(group.name()))
                .map(space.hub().names()::own)
                .toList();
        return groups.stream()
                .filter(group -> group.lag() > 0 && !group.members().isEmpty())
                .findFirst()
                .map(group ->
                        "group '" + group.name() + "' has " + group.lag() + " messages of '" + group.topic() + "' left")
                .or(() -> expected.stream()
                        .filter(known -> connected(groups, known)
                                < expected.stream()
                                        .filter(known::isBesideInGroup)
                                        .count())
                        .findFirst()
                        .map(known -> known + " is not connected"));
    }

    private static long connected(List<SharedGroup> groups, KnownSubscription known) {
        return groups.stream()
                .filter(group ->
                        group.name().equals(known.group()) && group.topic().equals(known.topic()))
                .flatMap(group -> group.members().stream())
                .filter(SharedGroup.Member::connected)
                .count();
    }
}
