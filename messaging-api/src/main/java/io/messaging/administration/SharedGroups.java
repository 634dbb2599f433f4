package io.messaging.administration;

import io.messaging.message.Message;
import java.util.List;

/**
 * The administrator's view of groups, with or without members. Thread-safe. A backend with
 * {@link io.messaging.backend.Capability#SHARED_SUBSCRIPTION} has one.
 */
public interface SharedGroups {
    /**
     * Lists the groups.
     *
     * @return one entry for each group and topic
     */
    List<SharedGroup> list();

    /**
     * Removes a group that is no longer needed, with its position and unsettled messages in a topic. Its members' subscriptions
     * end, and what they are handling is no longer theirs to settle.
     *
     * @param group the group
     * @param topic the topic
     * @return false when there is no such group
     * @throws IllegalArgumentException when a name is null, blank or not encodable
     */
    boolean forget(String group, String topic);

    /**
     * Hands the message in a dead letter to its group again, ahead of what else the group has to handle. Its
     * attempts count from 1 again.
     *
     * @param deadLetter a message from a dead-letter topic
     * @throws IllegalArgumentException when the message is no dead letter, or its group is not known, or was forgotten
     */
    void requeue(Message deadLetter);
}
