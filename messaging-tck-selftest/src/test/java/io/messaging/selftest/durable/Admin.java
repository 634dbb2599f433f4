package io.messaging.selftest.durable;

import io.messaging.backend.DurableClient;
import io.messaging.backend.DurableClients;
import io.messaging.message.Message;
import java.util.List;

/** Passes every call on to a correct view of durable clients. */
class Admin implements DurableClients {
    private final DurableClients clients;

    Admin(DurableClients clients) {
        this.clients = clients;
    }

    @Override
    public List<DurableClient> list() {
        return clients.list();
    }

    @Override
    public boolean forget(String clientId) {
        return clients.forget(clientId);
    }

    @Override
    public void requeue(Message deadLetter) {
        clients.requeue(deadLetter);
    }
}
