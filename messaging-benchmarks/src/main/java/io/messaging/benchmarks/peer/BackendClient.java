package io.messaging.benchmarks.peer;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.payload.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stores through a backend of ours, which it closes. Used by one thread. */
public record BackendClient(MessagingBackend backend, String topic) implements StoreClient {
    /** The namespace of every message that a benchmark stores. */
    public static final String NAMESPACE = "bench";

    @Override
    public void store(Payload payload) {
        backend.storeMessage(NAMESPACE, topic, payload.message());
    }

    @Override
    public void storeAll(List<Payload> payloads) {
        List<CompletableFuture<Void>> stores = new ArrayList<>(payloads.size());
        for (Payload payload : payloads) {
            stores.add(backend.storeMessageAsync(NAMESPACE, topic, payload.message()));
        }
        stores.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        backend.close();
    }
}
