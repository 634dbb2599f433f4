package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.payload.Payload;
import java.util.List;

/** A connection that stores messages in one topic. Used by one thread. */
public interface StoreClient extends AutoCloseable {
    /** Stores a message, and returns when the server has confirmed it. */
    void store(Payload payload) throws Exception;

    /** Stores messages, many in flight at once, and returns when the server has confirmed each. */
    void storeAll(List<Payload> payloads) throws Exception;

    @Override
    void close();
}
