package io.messaging.administration;

import io.messaging.message.Message;
import java.util.List;

/**
 * The administrator's view of durable clients, connected or away. Thread-safe. A backend with
 * {@link io.messaging.backend.Capability#DURABLE_SUBSCRIPTION} has one.
 */
public interface DurableClients {
    /**
     * Lists the clients.
     *
     * @return one entry for each client and topic
     */
    List<DurableClient> list();

    /**
     * Forgets a client that is gone for good: its positions in all topics. A subscription it has now ends.
     *
     * @param clientId the client
     * @return false when there is no such client
     * @throws IllegalArgumentException when the client id is null, blank or not encodable
     */
    boolean forget(String clientId);

    /**
     * Requeues the message in a dead letter: the client that failed on it gets it ahead of what else it has to handle.
     *
     * @param deadLetter a message from a dead-letter topic
     * @throws IllegalArgumentException when the message is no dead letter, or its client is not known, or was forgotten
     */
    void requeue(Message deadLetter);
}
