package io.messaging.spi;

import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.message.Message;
import io.messaging.message.Names;
import java.util.List;

/** Checks arguments, and that the backend is open, before a backend's own durable clients are asked. Thread-safe. */
final class CheckedDurableClients implements DurableClients {
    private final AbstractMessagingBackend backend;
    private final DurableClients real;

    CheckedDurableClients(AbstractMessagingBackend backend, DurableClients real) {
        this.backend = backend;
        this.real = real;
    }

    @Override
    public List<DurableClient> list() {
        backend.checkOpen();
        return real.list();
    }

    @Override
    public boolean forget(String clientId) {
        backend.checkOpen();
        return real.forget(Names.require("clientId", clientId));
    }

    @Override
    public void requeue(Message deadLetter) {
        backend.checkOpen();
        real.requeue(Arguments.requireNonNull("deadLetter", deadLetter));
    }
}
