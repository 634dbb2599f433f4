package io.messaging.embedded;

import io.messaging.embedded.client.link.ClientSettings;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.FactoryOption;
import io.messaging.store.StoreLimits;

/**
 * The options of {@link EmbeddedMessagingBackend}, for its builder and for configurations. Names, defaults, ranges and
 * meanings are those of {@link EmbeddedMessagingBackendFactory#options}.
 */
public final class EmbeddedOptions {
    /** The host of the server. */
    public static final FactoryOption<String> HOST = ServerOptions.HOST;

    /** The port of the server. */
    public static final FactoryOption<Integer> PORT = ServerOptions.PORT;

    /** Whether to start a server in this JVM when the port is free. */
    public static final FactoryOption<Boolean> AUTO_START_SERVER = ClientSettings.AUTO_START_SERVER;

    /** How long a call may take, in milliseconds. */
    public static final FactoryOption<Integer> REQUEST_TIMEOUT_MILLIS = ClientSettings.REQUEST_TIMEOUT_MILLIS;

    /** How long a close waits for handlers, in milliseconds. */
    public static final FactoryOption<Integer> CLOSE_TIMEOUT_MILLIS = AbstractMessagingBackend.CLOSE_TIMEOUT_MILLIS;

    /** Whether to use a server of this JVM without a socket. */
    public static final FactoryOption<Boolean> IN_PROCESS = ClientSettings.IN_PROCESS;

    /** What everybody who connects has to know. */
    public static final FactoryOption<String> TOKEN = ServerOptions.TOKEN;

    /** A file that holds the token. */
    public static final FactoryOption<String> TOKEN_FILE = ServerOptions.TOKEN_FILE;

    /** The directory that keeps what is stored, for the server that has it open; others must find that server. */
    public static final FactoryOption<String> DATA_DIR = ServerOptions.DATA_DIR;

    /** What a store waits for, on a server started here with a directory. */
    public static final FactoryOption<Sync> SYNC =
            FactoryOption.choice(ServerOptions.SYNC.name(), Sync.INTERVAL, ServerOptions.SYNC.meaning());

    /** How much time may be lost with the power where {@link #SYNC} is interval, in milliseconds. */
    public static final FactoryOption<Integer> SYNC_INTERVAL_MILLIS = ServerOptions.SYNC_INTERVAL_MILLIS;

    /** Whether a server started here may listen where other machines reach it. */
    public static final FactoryOption<Boolean> ALLOW_REMOTE = ServerOptions.ALLOW_REMOTE;

    /** The largest message, for a server started here. */
    public static final FactoryOption<Integer> MAX_MESSAGE_BYTES = ServerOptions.MAX_MESSAGE_BYTES;

    /** The longest line that a server started here reads. */
    public static final FactoryOption<Integer> MAX_LINE_BYTES = ServerOptions.MAX_LINE_BYTES;

    /** How many bytes a server started here may store. */
    public static final FactoryOption<Long> MAX_STORED_BYTES = ServerOptions.MAX_STORED_BYTES;

    /** How many messages a topic of a server started here may hold. */
    public static final FactoryOption<Long> MAX_MESSAGES_PER_TOPIC = StoreLimits.MAX_MESSAGES_PER_TOPIC;

    /** How many topics a server started here may have. */
    public static final FactoryOption<Integer> MAX_TOPICS = StoreLimits.MAX_TOPICS;

    /** How long the name of a topic may be on a server started here. */
    public static final FactoryOption<Integer> MAX_TOPIC_LENGTH = StoreLimits.MAX_TOPIC_LENGTH;

    /** How many connections a server started here takes. */
    public static final FactoryOption<Integer> MAX_CONNECTIONS = ServerOptions.MAX_CONNECTIONS;

    /** How many subscriptions one connection may have on a server started here. */
    public static final FactoryOption<Integer> MAX_SUBSCRIPTIONS_PER_CONNECTION = ServerOptions.MAX_SUBSCRIPTIONS;

    /** How many bytes a server started here may hold for all connections. */
    public static final FactoryOption<Long> MAX_BUFFER_BYTES = ServerOptions.MAX_BUFFER_BYTES;

    /** How long a half-sent line or half-read reply may take on a server started here. */
    public static final FactoryOption<Integer> STALL_TIMEOUT_MILLIS = ServerOptions.STALL_TIMEOUT_MILLIS;

    private EmbeddedOptions() {}
}
