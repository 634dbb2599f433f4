package io.messaging.embedded;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a server. Each has a name in snake_case, which configurations and the command line use ({@link #with}),
 * and a method. Immutable: each method returns a changed copy, and throws {@link
 * MessagingConfigurationException} when the value is not allowed. Thread-safe.
 *
 * <pre>{@code
 * EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).maxMessageBytes(1 << 20));
 * }</pre>
 */
public final class EmbeddedServerOptions {
    /** The default host: only programs of this machine reach the server. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** The default port, of servers and clients. */
    public static final int DEFAULT_PORT = 31134;

    /** The default size of the largest message: 8 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 8 << 20;

    /** The environment variable that holds the token if no option does. */
    public static final String TOKEN_VARIABLE = TokenSource.VARIABLE;

    private static final EmbeddedServerOptions DEFAULTS = new EmbeddedServerOptions(Map.of(), InstantSource.system());

    private final Map<String, Object> given;
    private final OptionValues values;
    private final InstantSource clock;

    private EmbeddedServerOptions(Map<String, Object> given, InstantSource clock) {
        this.given = given;
        this.values = OptionValues.check("EmbeddedServer", ServerOptionTable.all(), given);
        this.clock = clock;
    }

    /**
     * Returns the defaults: loopback, port {@value #DEFAULT_PORT}, messages of at most 8 MiB, stored messages of at most half the heap,
     * and no token but the one in the environment variable {@value #TOKEN_VARIABLE}, if it is set.
     *
     * @return the defaults
     */
    public static EmbeddedServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the description of every option: its name, type, default and meaning.
     *
     * @return unmodifiable
     */
    public static List<FactoryOption> descriptions() {
        return ServerOptionTable.all();
    }

    /**
     * Sets an option by name.
     *
     * @param option one of {@link #descriptions}
     * @param value as the description says
     * @return changed options
     * @throws MessagingConfigurationException on an unknown option or a value that is not allowed
     */
    public EmbeddedServerOptions with(String option, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(given);
        changed.put(option, value);
        return new EmbeddedServerOptions(changed, clock);
    }

    /**
     * Sets the address to bind.
     *
     * @param host a name or address of this machine; one that other machines reach, such as {@code 0.0.0.0},
     *     needs {@link #allowRemote} and a token
     * @return changed options
     */
    public EmbeddedServerOptions host(String host) {
        return with(ServerOptionTable.HOST, host);
    }

    /**
     * Sets the port to bind.
     *
     * @param port 1 to 65535, or 0 to have the operating system choose
     * @return changed options
     */
    public EmbeddedServerOptions port(int port) {
        return with(ServerOptionTable.PORT, (long) port);
    }

    /**
     * Sets the token that clients have to prove that they know.
     *
     * @param token at least 16 characters, best of all random; see {@link #tokenFile} for a place to keep it
     * @return changed options
     */
    public EmbeddedServerOptions token(String token) {
        return with(ServerOptionTable.TOKEN, token);
    }

    /**
     * Sets where the token is read from when the server starts.
     *
     * @param file holds the token, white space around it does not count
     * @return changed options
     */
    public EmbeddedServerOptions tokenFile(Path file) {
        return with(ServerOptionTable.TOKEN_FILE, file == null ? null : file.toString());
    }

    /**
     * Sets whether the server may listen where other machines reach it; then it needs a token.
     *
     * @param allowed false unless set
     * @return changed options
     */
    public EmbeddedServerOptions allowRemote(boolean allowed) {
        return with(ServerOptionTable.ALLOW_REMOTE, allowed);
    }

    /**
     * Sets the size of the largest message.
     *
     * @param bytes of JSON, 1 KiB to 512 MiB
     * @return changed options
     */
    public EmbeddedServerOptions maxMessageBytes(int bytes) {
        return with(ServerOptionTable.MAX_MESSAGE_BYTES, (long) bytes);
    }

    /**
     * Sets the length of the longest line that is read.
     *
     * @param bytes at least what the largest message needs in base64, or 0 for just that
     * @return changed options
     */
    public EmbeddedServerOptions maxLineBytes(int bytes) {
        return with(ServerOptionTable.MAX_LINE_BYTES, (long) bytes);
    }

    /**
     * Sets how much may be stored; a message beyond that is refused.
     *
     * @param bytes over all topics: of JSON, and 128 for each message
     * @return changed options
     */
    public EmbeddedServerOptions maxStoredBytes(long bytes) {
        return with(ServerOptionTable.MAX_STORED_BYTES, bytes);
    }

    /**
     * Sets how many messages one topic may hold; one more is refused.
     *
     * @param count 1 or more
     * @return changed options
     */
    public EmbeddedServerOptions maxMessagesPerTopic(long count) {
        return with(ServerOptionTable.MAX_MESSAGES_PER_TOPIC, count);
    }

    /**
     * Sets how many topics there may be.
     *
     * @param count 1 or more
     * @return changed options
     */
    public EmbeddedServerOptions maxTopics(int count) {
        return with(ServerOptionTable.MAX_TOPICS, (long) count);
    }

    /**
     * Sets how long the name of a topic or namespace may be.
     *
     * @param characters 1 or more
     * @return changed options
     */
    public EmbeddedServerOptions maxTopicLength(int characters) {
        return with(ServerOptionTable.MAX_TOPIC_LENGTH, (long) characters);
    }

    /**
     * Sets how many connections may be open at a time; one more gets an error and is closed.
     *
     * @param count 1 or more
     * @return changed options
     */
    public EmbeddedServerOptions maxConnections(int count) {
        return with(ServerOptionTable.MAX_CONNECTIONS, (long) count);
    }

    /**
     * Sets how many subscriptions one connection may have; one more is refused.
     *
     * @param count 1 or more
     * @return changed options
     */
    public EmbeddedServerOptions maxSubscriptionsPerConnection(int count) {
        return with(ServerOptionTable.MAX_SUBSCRIPTIONS, (long) count);
    }

    /**
     * Sets how much the server may hold for all connections together: partial lines and unread replies.
     * Beyond that, the connection that has moved nothing for longest is closed.
     *
     * @param bytes 1 MiB or more
     * @return changed options
     */
    public EmbeddedServerOptions maxBufferBytes(long bytes) {
        return with(ServerOptionTable.MAX_BUFFER_BYTES, bytes);
    }

    /**
     * Sets how long a half-sent line or a half-read reply may take before its connection is closed. A large one has a
     * second more for each 64,000 bytes that have moved.
     *
     * @param time 10 milliseconds to an hour
     * @return changed options
     */
    public EmbeddedServerOptions stallTimeout(Duration time) {
        return with(ServerOptionTable.STALL_TIMEOUT_MILLIS, time == null ? null : time.toMillis());
    }

    /**
     * Sets the clock for ttls, for instance a test's own.
     *
     * @param clock thread-safe
     * @return changed options
     * @throws MessagingConfigurationException when null
     */
    public EmbeddedServerOptions clock(InstantSource clock) {
        if (clock == null) {
            throw new MessagingConfigurationException("clock is null; give one, such as InstantSource.system()");
        }
        return new EmbeddedServerOptions(given, clock);
    }

    /**
     * Returns the address to bind.
     *
     * @return a name or address
     */
    public String host() {
        return values.text(ServerOptionTable.HOST);
    }

    /**
     * Returns the port to bind.
     *
     * @return 0 where the operating system is to choose
     */
    public int port() {
        return (int) values.integer(ServerOptionTable.PORT);
    }

    /**
     * Returns the size of the largest message.
     *
     * @return bytes of JSON
     */
    public int maxMessageBytes() {
        return (int) values.integer(ServerOptionTable.MAX_MESSAGE_BYTES);
    }

    /**
     * Returns how much may be stored.
     *
     * @return bytes over all topics
     */
    public long maxStoredBytes() {
        return values.integer(ServerOptionTable.MAX_STORED_BYTES);
    }

    /**
     * Builds the settings, and reads the token.
     *
     * @throws MessagingConfigurationException when the options are incompatible, or the token cannot be read
     */
    ServerSettings settings() {
        return ServerOptionTable.settings(values, clock);
    }

    /** Returns the names of the options that were set, without values: one may be the token. */
    @Override
    public String toString() {
        return "EmbeddedServerOptions[" + host() + ":" + port() + ", set: " + given.keySet() + "]";
    }
}
