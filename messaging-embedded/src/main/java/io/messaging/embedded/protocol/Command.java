package io.messaging.embedded.protocol;

import io.messaging.message.TopicFilter;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arguments of the commands that have several, as {@link Requests} writes and {@link CommandArguments} reads them. */
public final class Command {
    private Command() {}

    /**
     * Pushes a topic's messages from a position on, as far as the window allows. It is {@code ATTACH}, or
     * {@code ATTACH_AFTER} where the start leaves messages out.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topic the topic
     * @param start where to start in storing order, and what to leave out
     * @param window how many messages may be in flight, that is pushed and not acknowledged
     * @param namespace of the subscriber, or null
     */
    public record Attach(long id, String topic, CursorStart start, int window, String namespace) {
        /** How many bytes of text may be in flight, or one message that is larger. */
        public static final int WINDOW_BYTES = 1 << 20;
    }

    /**
     * Pushes the messages of all topics with a prefix, as far as the window allows. The number in each push is a token, counting
     * up from 1; to acknowledge one covers all before it.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topics the topics
     * @param position where to start in those that {@code positions} does not name: {@link io.messaging.store.Cursor#NOW} or 0
     * @param positions where to go on, by topic
     * @param window how many messages may be in flight
     * @param namespace of the subscriber, or null
     */
    public record AttachPrefix(
            long id, TopicFilter topics, long position, Map<String, Long> positions, int window, String namespace) {
        /** Returns where a topic starts. */
        public long positionOf(String topic) {
            return positions.getOrDefault(topic, position);
        }
    }

    /**
     * Pushes a durable client's messages of a topic, from the first that it has not handled, as far as the window
     * allows. The number in each push is a token, to be acknowledged when the message is handled. It is
     * {@code ATTACH_DURABLE}, or {@code ATTACH_DURABLE_AFTER} where a new client leaves messages out.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topic the topic
     * @param clientId the name under which the server remembers the position
     * @param window how many messages may be in flight
     * @param start where a client starts that is new, and what it leaves out as long as it is known
     * @param claim the number of this subscription's own earlier claim, which it lost with its connection; 0 for none
     * @param namespace of the subscriber, or null
     */
    public record AttachDurable(
            long id, String topic, String clientId, int window, CursorStart start, long claim, String namespace) {}

    /**
     * Joins a group, or takes the place of this subscription's own earlier member, and pushes messages as far as the
     * concurrency allows. The number in each push is a token, to be settled on its own. It is {@code ATTACH_SHARED}, or
     * {@code ATTACH_SHARED_AFTER} where a new group leaves messages out.
     *
     * @param id the subscription, in the client's numbering on this connection
     * @param topic the topic
     * @param group the group
     * @param concurrency how many messages may be in flight
     * @param member the number of the earlier member, which lost its connection; 0 for a new one
     * @param options what the members agree on
     * @param start where a group starts that is new, and what it leaves out as long as it is known
     * @param request counts the requests of this subscription, so that a late one is recognised; 0 where they are not counted
     * @param inHand the tokens of messages that the earlier member's handlers are working on
     * @param finished how the last ones of the others ended; the server may have heard of some
     */
    public record AttachShared(
            long id,
            String topic,
            String group,
            int concurrency,
            long member,
            GroupOptions options,
            CursorStart start,
            long request,
            Set<Long> inHand,
            List<Outcome> finished) {
        /** The member number of a new member. */
        public static final long NEW = 0;
    }

    /** Says that a durable client's handler failed on a message for good; has no reply. */
    public record Fail(long id, long token, FailureText failure) {}

    /**
     * Says that everything before a position was taken; has no reply.
     *
     * @param id the subscription
     * @param position the position, or a durable client's token
     * @param sync the number of the server's {@code SYNC} that this answers, or {@link #NO_SYNC}
     */
    public record Acknowledge(long id, long position, long sync) {
        /** It makes room in the window and answers nothing. */
        public static final long NO_SYNC = 0;
    }
}
