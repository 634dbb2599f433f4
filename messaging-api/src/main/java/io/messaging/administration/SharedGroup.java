package io.messaging.administration;

import java.time.Instant;
import java.util.List;

/**
 * Where a group stands in its topic. Immutable.
 *
 * @param name the group
 * @param topic the topic
 * @param namespace the namespace its members subscribed with, null where they gave none
 * @param orderedBy the key whose messages are handled in order, null for none
 * @param maxAttempts how often a message is tried before it becomes a dead letter
 * @param position the storing-order position of the next message that was never handed out nor put aside for its key
 * @param lag messages that are not settled, in flight or not
 * @param inFlight messages that members have
 * @param retriesWaiting messages that were handed out before and are to be handed out again
 * @param attempts how often a message was handed out
 * @param lost messages that expired or were cleared before they were handled; one that waits for others of its key counts
 *     as lag until its turn comes
 * @param lastSeen when a member last joined, settled a message, or left
 * @param members who is there
 */
public record SharedGroup(
        String name,
        String topic,
        String namespace,
        String orderedBy,
        int maxAttempts,
        long position,
        long lag,
        long inFlight,
        long retriesWaiting,
        long attempts,
        long lost,
        Instant lastSeen,
        List<Member> members) {
    /**
     * Creates the view of a group.
     *
     * @param name the group
     * @param topic the topic
     * @param namespace null for none
     * @param orderedBy null for none
     * @param maxAttempts 1 or more
     * @param position of the next message
     * @param lag how many are not settled
     * @param inFlight how many members have
     * @param retriesWaiting how many are to be handed out again
     * @param attempts how many there were
     * @param lost how many
     * @param lastSeen when a member did something
     * @param members copied
     */
    public SharedGroup {
        members = List.copyOf(members);
    }

    /**
     * One member. Immutable.
     *
     * @param number its number, unique at the broker
     * @param connected false while it has lost its connection, or is closing
     * @param concurrency how many messages it may have at once
     * @param inFlight how many it has
     * @param origin its process, and since when it is a member; null where that is not known
     */
    public record Member(long number, boolean connected, int concurrency, int inFlight, Origin origin) {
        /**
         * Creates the view of a member whose process is not known.
         *
         * @param number its number
         * @param connected false while it is away
         * @param concurrency how many messages it may have at once
         * @param inFlight how many it has
         */
        public Member(long number, boolean connected, int concurrency, int inFlight) {
            this(number, connected, concurrency, inFlight, null);
        }
    }
}
