package io.messaging.selftest.fault;

import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.message.Message;
import java.util.List;

/** Forwards every call to the correct view of durable clients. */
public class ForwardingClients implements DurableClients {
    private final DurableClients clients;

    public ForwardingClients(DurableClients clients) {
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
