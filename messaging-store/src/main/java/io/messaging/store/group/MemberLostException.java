package io.messaging.store.group;

import io.messaging.backend.MessagingException;

/**
 * A member that lost its connection comes back too late: what it had was given to others, or its group was forgotten. Its
 * subscription is over.
 */
public final class MemberLostException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final boolean forgotten;

    MemberLostException(String group, String topic, long number, boolean forgotten) {
        super(
                forgotten
                        ? "group '" + group + "' of topic '" + topic
                                + "' was forgotten; subscribe again to create it anew"
                        : "member " + number + " of group '" + group + "' and topic '" + topic
                                + "' came back after its messages were given to others, or to a newer connection of its own;"
                                + " subscribe again to join");
        this.forgotten = forgotten;
    }

    /**
     * Returns why.
     *
     * @return true when the group was forgotten, false when the member's time was over
     */
    public boolean isForgotten() {
        return forgotten;
    }
}
