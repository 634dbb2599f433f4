package io.messaging.selftest.handmade;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.message.Message;
import java.util.List;

/** The durable clients of an engine. */
final class EngineClients implements DurableClients {
    private final Engine engine;
    private final EngineBackend instance;

    EngineClients(Engine engine, EngineBackend instance) {
        this.engine = engine;
        this.instance = instance;
    }

    @Override
    public List<DurableClient> list() {
        instance.store().durableClients(); // throws if it is closed
        return engine.list();
    }

    @Override
    public boolean forget(String clientId) {
        instance.store().durableClients().forget(clientId);
        return engine.forget(clientId);
    }

    @Override
    public void requeue(Message deadLetter) {
        if (deadLetter == null) {
            instance.store().durableClients().requeue(null);
        }
        instance.store().durableClients();
        engine.requeue(DeadLetter.fromMessage(deadLetter));
    }
}
