package io.messaging.bus;

import io.messaging.administration.DeadLetter;
import io.messaging.message.AgentTag;
import io.messaging.message.GuildStackEntry;
import io.messaging.message.Message;
import java.util.List;

/**
 * Which messages an agent gets. Immutable.
 *
 * @param tag the agent
 * @param guild the namespace it comes from, in a shared one; null in a namespace of its own
 */
record Addressee(AgentTag tag, String guild) {
    /** Returns whether the agent gets a message of a topic, by itself or as a member of a group; null for none. */
    boolean gets(Message message, String topic, String group) {
        boolean own = isOwn(message);
        if (topic.startsWith(BusTopics.SELF_INBOX)) {
            return own && guild == null;
        }
        if (own && group == null) {
            return false;
        }
        List<AgentTag> recipients = message.recipients();
        return recipients.isEmpty()
                || recipients.stream()
                        .anyMatch(recipient -> recipient.matches(tag) || group != null && group.equals(recipient.id()));
    }

    /**
     * Whether the agent sent it. Those of the Python framework send under the last part of their client's id; those of several
     * namespaces that meet in a shared one may have the same id there.
     */
    private boolean isOwn(Message message) {
        if (DeadLetter.isDeadLetter(message)) {
            return false; // an early one names the client that failed, and the backend sent it
        }
        String sender = message.sender().map(AgentTag::id).orElse(null);
        String id = tag.id();
        if (!id.equals(sender) && !id.substring(id.lastIndexOf('$') + 1).equals(sender)) {
            return false;
        }
        List<GuildStackEntry> guilds = message.originGuildStack();
        return guild == null
                || guilds.isEmpty()
                || guild.equals(guilds.get(guilds.size() - 1).guildId());
    }
}
