package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.message.GemstoneId;
import java.util.List;

/** Fills topics before something is measured, without holding all that it stores. */
public final class Fill {
    private static final int CHUNK = 10_000;

    private Fill() {}

    /**
     * Stores messages.
     *
     * @return the id that has {@code behind} messages after it
     */
    public static GemstoneId topic(StoreClient client, PayloadSource payloads, int messages, int behind)
            throws Exception {
        GemstoneId id = GemstoneId.ZERO;
        for (int stored = 0; stored < messages; ) {
            List<Payload> chunk = payloads.take(Math.min(CHUNK, messages - stored));
            client.storeAll(chunk);
            stored += chunk.size();
            if (stored == messages) {
                id = chunk.get(chunk.size() - 1 - behind).id();
            }
        }
        return id;
    }
}
