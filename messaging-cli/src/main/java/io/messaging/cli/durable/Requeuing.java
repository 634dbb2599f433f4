package io.messaging.cli.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;

/**
 * Gives messages back to the durable client or the group that failed on them. A dead letter has a name, and does not say
 * whose. Not thread-safe.
 */
final class Requeuing {
    /** Whose name it is. */
    enum Owner {
        /** That of whichever is known. */
        ANY,
        CLIENT,
        GROUP
    }

    private final DurableClients clients;
    private final SharedGroups groups;
    private final Owner owner;

    /** Requeues to the owners of dead letters. */
    Requeuing(MessagingBackend backend, Owner owner) {
        this.clients = backend.durableClients();
        this.groups = backend.capabilities().contains(Capability.SHARED_SUBSCRIPTION) ? backend.sharedGroups() : null;
        this.owner = owner;
    }

    /** Returns null, or why the message could not be requeued. */
    String giveBack(DeadLetterRow row) {
        if (row.letter() == null) {
            return row.problem();
        }
        try {
            if (isOfGroup(row.letter())) {
                groups.requeue(row.message());
            } else {
                clients.requeue(row.message());
            }
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private boolean isOfGroup(DeadLetter letter) {
        if (groups == null || owner != Owner.ANY) {
            return owner == Owner.GROUP;
        }
        String name = letter.clientId();
        String topic = letter.originalTopic();
        boolean group = groups.list().stream()
                .anyMatch(known -> known.name().equals(name) && known.topic().equals(topic));
        boolean client = clients.list().stream()
                .anyMatch(
                        known -> known.clientId().equals(name) && known.topic().equals(topic));
        if (group && client) {
            throw new IllegalArgumentException("'" + name + "' of topic '" + topic
                    + "' is a durable client and a group; say which one failed with --client or --group");
        }
        return group;
    }
}
