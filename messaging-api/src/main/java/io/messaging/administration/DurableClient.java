package io.messaging.administration;

import java.time.Instant;

/**
 * Where a durable client stands in one topic. Immutable.
 *
 * @param clientId the client
 * @param topic the topic
 * @param namespace the namespace it subscribed with, null where it gave none
 * @param connected whether it is subscribed now
 * @param position the storing-order position of the next message it has to handle
 * @param lag messages stored behind that position, those in flight included
 * @param inFlight messages handed to it and not yet handled
 * @param lost messages that expired or were cleared before it handled them
 * @param lastSeen when it last subscribed, handled a message, or left
 */
public record DurableClient(
        String clientId,
        String topic,
        String namespace,
        boolean connected,
        long position,
        long lag,
        long inFlight,
        long lost,
        Instant lastSeen) {}
