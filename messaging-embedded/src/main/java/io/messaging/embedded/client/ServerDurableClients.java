package io.messaging.embedded.client;

import io.messaging.backend.DurableClient;
import io.messaging.backend.DurableClients;
import io.messaging.embedded.client.link.LinkKeeper;
import io.messaging.message.Message;
import java.util.List;
import java.util.Objects;

/** The durable clients of the current server. Thread-safe. */
record ServerDurableClients(LinkKeeper keeper) implements DurableClients {
    @Override
    public List<DurableClient> list() {
        return keeper.call((link, deadline) -> link.durableClients(deadline));
    }

    @Override
    public boolean forget(String clientId) {
        Objects.requireNonNull(clientId, "clientId");
        return keeper.call((link, deadline) -> link.forget(clientId, deadline));
    }

    @Override
    public void requeue(Message deadLetter) {
        Objects.requireNonNull(deadLetter, "deadLetter");
        keeper.call((link, deadline) -> {
            link.requeue(deadLetter, deadline);
            return null;
        });
    }
}
