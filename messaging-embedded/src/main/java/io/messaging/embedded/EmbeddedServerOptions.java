package io.messaging.embedded;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.server.ServerSettings;
import io.messaging.inmemory.store.StoreLimits;
import java.time.InstantSource;

/**
 * What a server is started with. Immutable: each method gives a changed copy. Thread-safe.
 *
 * <pre>{@code
 * EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).maxMessageBytes(1 << 20));
 * }</pre>
 */
public final class EmbeddedServerOptions {
    /** Only programs of this machine reach a server, unless another host is given. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** The port that clients look at when they are not told another. */
    public static final int DEFAULT_PORT = 31134;

    /** 8 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_BYTES = 8 << 20;

    static final int MIN_MESSAGE_BYTES = 1_024;
    static final int MAX_MESSAGE_BYTES = 512 << 20;
    private static final int MAX_PORT = 65_535;
    private static final long MAX_MESSAGES_PER_TOPIC = 10_000_000;
    private static final int MAX_TOPICS = 1_000_000;

    private static final EmbeddedServerOptions DEFAULTS = new EmbeddedServerOptions(new ServerSettings(
            DEFAULT_HOST,
            DEFAULT_PORT,
            DEFAULT_MAX_MESSAGE_BYTES,
            new StoreLimits(Runtime.getRuntime().maxMemory() / 2, MAX_MESSAGES_PER_TOPIC, MAX_TOPICS),
            InstantSource.system()));

    private final ServerSettings settings;

    private EmbeddedServerOptions(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Gives loopback, port {@value #DEFAULT_PORT}, messages of at most 8 MiB, stored messages of at most half the heap.
     *
     * @return the defaults
     */
    public static EmbeddedServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the address to bind.
     *
     * @param host a name or address of this machine; {@code 0.0.0.0} lets other machines in
     * @return changed options
     * @throws MessagingConfigurationException when null or blank
     */
    public EmbeddedServerOptions host(String host) {
        if (host == null || host.isBlank()) {
            throw new MessagingConfigurationException("host is " + (host == null ? "null" : "blank")
                    + "; give a name or address of this machine, such as " + DEFAULT_HOST);
        }
        return new EmbeddedServerOptions(new ServerSettings(
                host, settings.port(), settings.maxMessageBytes(), settings.storeLimits(), settings.clock()));
    }

    /**
     * Sets the port to bind.
     *
     * @param port 1 to 65535, or 0 to have the operating system choose
     * @return changed options
     * @throws MessagingConfigurationException when out of range
     */
    public EmbeddedServerOptions port(int port) {
        requireRange("port", port, 0, MAX_PORT);
        return new EmbeddedServerOptions(new ServerSettings(
                settings.host(), port, settings.maxMessageBytes(), settings.storeLimits(), settings.clock()));
    }

    /**
     * Sets the size of the largest message.
     *
     * @param bytes of JSON, 1 KiB to 512 MiB
     * @return changed options
     * @throws MessagingConfigurationException when out of range
     */
    public EmbeddedServerOptions maxMessageBytes(int bytes) {
        requireRange("maxMessageBytes", bytes, MIN_MESSAGE_BYTES, MAX_MESSAGE_BYTES);
        return new EmbeddedServerOptions(
                new ServerSettings(settings.host(), settings.port(), bytes, settings.storeLimits(), settings.clock()));
    }

    /**
     * Sets how much may be stored; a message beyond that is refused.
     *
     * @param bytes of JSON over all topics
     * @return changed options
     * @throws MessagingConfigurationException when less than 1
     */
    public EmbeddedServerOptions maxStoredBytes(long bytes) {
        requireRange("maxStoredBytes", bytes, 1, Long.MAX_VALUE);
        StoreLimits limits = settings.storeLimits();
        return withLimits(new StoreLimits(bytes, limits.maxMessagesPerTopic(), limits.maxTopics()));
    }

    /**
     * Sets how many messages one topic may hold; one more is refused.
     *
     * @param count 1 or more
     * @return changed options
     * @throws MessagingConfigurationException when less than 1
     */
    public EmbeddedServerOptions maxMessagesPerTopic(long count) {
        requireRange("maxMessagesPerTopic", count, 1, Long.MAX_VALUE);
        StoreLimits limits = settings.storeLimits();
        return withLimits(new StoreLimits(limits.maxStoredBytes(), count, limits.maxTopics()));
    }

    /**
     * Sets how many topics there may be.
     *
     * @param count 1 or more
     * @return changed options
     * @throws MessagingConfigurationException when less than 1
     */
    public EmbeddedServerOptions maxTopics(int count) {
        requireRange("maxTopics", count, 1, Integer.MAX_VALUE);
        StoreLimits limits = settings.storeLimits();
        return withLimits(new StoreLimits(limits.maxStoredBytes(), limits.maxMessagesPerTopic(), count));
    }

    /**
     * Sets where the time of ttls comes from, a test's own clock for instance.
     *
     * @param clock thread-safe
     * @return changed options
     * @throws MessagingConfigurationException when null
     */
    public EmbeddedServerOptions clock(InstantSource clock) {
        if (clock == null) {
            throw new MessagingConfigurationException("clock is null; give one, such as InstantSource.system()");
        }
        return new EmbeddedServerOptions(new ServerSettings(
                settings.host(), settings.port(), settings.maxMessageBytes(), settings.storeLimits(), clock));
    }

    private EmbeddedServerOptions withLimits(StoreLimits limits) {
        return new EmbeddedServerOptions(new ServerSettings(
                settings.host(), settings.port(), settings.maxMessageBytes(), limits, settings.clock()));
    }

    private static void requireRange(String name, long value, long min, long max) {
        if (value < min || value > max) {
            throw new MessagingConfigurationException(name + " is " + value + "; it goes from " + min + " to " + max);
        }
    }

    /**
     * Gives the address to bind.
     *
     * @return a name or address
     */
    public String host() {
        return settings.host();
    }

    /**
     * Gives the port to bind.
     *
     * @return 0 where the operating system is to choose
     */
    public int port() {
        return settings.port();
    }

    /**
     * Gives the size of the largest message.
     *
     * @return bytes of JSON
     */
    public int maxMessageBytes() {
        return settings.maxMessageBytes();
    }

    /**
     * Gives how much may be stored.
     *
     * @return bytes of JSON over all topics
     */
    public long maxStoredBytes() {
        return settings.storeLimits().maxStoredBytes();
    }

    ServerSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return "EmbeddedServerOptions[" + settings + "]";
    }
}
