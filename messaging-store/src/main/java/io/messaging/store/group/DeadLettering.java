package io.messaging.store.group;

import io.messaging.spi.delivery.FailureText;

/**
 * A message whose dead letter is stored outside the lock. Meanwhile it stays in flight, whether its member stays or not, so that nobody
 * handles it again.
 */
record DeadLettering(Entry entry, String namespace) {
    void store(Group group, FailureText failure) {
        boolean stored = false;
        try {
            group.registry.deadLetters().store(group.id.name(), group.id.topic(), entry.message, failure, namespace);
            stored = true;
        } finally {
            end(group, stored);
        }
    }

    private void end(Group group, boolean stored) {
        group.change(() -> entry.holder.deadLettered(entry, stored)); // that is another one where it was replaced
    }
}
