package io.messaging.testing.observed;

import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.message.Message;
import java.util.List;

/** The durable clients of one test. Thread-safe. */
final class ObservedDurableClients implements DurableClients {
    private final DurableClients real;
    private final TestNames names;

    ObservedDurableClients(DurableClients real, TestNames names) {
        this.real = real;
        this.names = names;
    }

    @Override
    public List<DurableClient> list() {
        return real.list().stream()
                .filter(client -> names.isOurClient(client.clientId()))
                .map(names::own)
                .toList();
    }

    @Override
    public boolean forget(String clientId) {
        return real.forget(names.client(clientId));
    }

    @Override
    public void requeue(Message deadLetter) {
        real.requeue(names.realDeadLetter(deadLetter));
    }
}
