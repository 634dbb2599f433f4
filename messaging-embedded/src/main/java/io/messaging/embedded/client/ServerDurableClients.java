package io.messaging.embedded.client;

import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.embedded.client.link.ServerCommand;
import io.messaging.embedded.client.wire.ServerErrorException;
import io.messaging.message.Message;
import java.util.List;

/** The durable clients of the current server; the arguments have been checked. Thread-safe. */
record ServerDurableClients(LinkKeeper keeper) implements DurableClients {
    @Override
    public List<DurableClient> list() {
        return keeper.call(ServerCommand.durableClients());
    }

    @Override
    public boolean forget(String clientId) {
        return keeper.call(ServerCommand.forget(clientId));
    }

    @Override
    public void requeue(Message deadLetter) {
        try {
            keeper.call(ServerCommand.requeue(deadLetter));
        } catch (MessagingException e) {
            if (e.getCause() instanceof ServerErrorException refused && refused.isInvalid()) {
                throw new IllegalArgumentException(refused.getMessage(), e);
            }
            throw e;
        }
    }
}
