package io.messaging.bus;

import io.messaging.administration.DeadLetter;

/** The names of topics that have a meaning, which Python programs know as well. */
public final class BusTopics {
    /** The default topic. */
    public static final String DEFAULT = "default_topic";

    /** For messages about the running of the agents. */
    public static final String SYSTEM = "system_topic";

    /** For changes of state. */
    public static final String STATE = "state_topic";

    /** For the health of a guild, as the Python framework calls the agents of a namespace. */
    public static final String GUILD_STATUS = "guild_status_topic";

    /** For errors that concern nobody in particular. */
    public static final String ERROR = "error_topic";

    /** For messages whose handlers failed. */
    public static final String DEAD_LETTERS = DeadLetter.TOPIC;

    /** How the topics begin in which a client gets its own messages and no others. */
    static final String SELF_INBOX = "agent_self_inbox";

    private BusTopics() {}

    /**
     * {@return the topic of the messages for one client; answers come there}
     *
     * @param clientId the client's id
     */
    public static String inbox(String clientId) {
        return "agent_inbox:" + clientId;
    }

    /**
     * {@return the topic in which a client gets what it sends itself}
     *
     * @param clientId the client's id
     */
    public static String selfInbox(String clientId) {
        return SELF_INBOX + ":" + clientId;
    }

    /**
     * {@return the topic, in a shared namespace, of the messages for one of the namespaces that meet there}
     *
     * @param namespace the namespace
     */
    public static String guildInbox(String namespace) {
        return "guild_inbox:" + namespace;
    }
}
