package io.messaging.embedded.client;

import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.message.Message;
import java.util.List;

/** The groups of the current server; the arguments have been checked. Thread-safe. */
record ServerSharedGroups(LinkKeeper keeper) implements SharedGroups {
    @Override
    public List<SharedGroup> list() {
        return keeper.call(ServerCommand.groups());
    }

    @Override
    public boolean forget(String group, String topic) {
        return keeper.call(ServerCommand.forgetGroup(group, topic));
    }

    @Override
    public void requeue(Message deadLetter) {
        try {
            keeper.call(ServerCommand.requeueGroup(deadLetter));
        } catch (MessagingException e) {
            if (e.getCause() instanceof ServerErrorException refused && refused.isInvalid()) {
                throw new IllegalArgumentException(refused.getMessage(), e);
            }
            throw e;
        }
    }
}
