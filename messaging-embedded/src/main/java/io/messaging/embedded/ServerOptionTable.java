package io.messaging.embedded;

import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.server.core.ConnectionLimits;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import io.messaging.store.StoreLimits;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The one description of a server's options: for {@link EmbeddedServerOptions}, for a backend that starts a server, and
 * for the flags of the command line. Thread-safe.
 */
final class ServerOptionTable {
    static final String HOST = "host";
    static final String PORT = "port";
    static final String TOKEN = "token";
    static final String TOKEN_FILE = "token_file";
    static final String ALLOW_REMOTE = "allow_remote";
    static final String MAX_MESSAGE_BYTES = "max_message_bytes";
    static final String MAX_LINE_BYTES = "max_line_bytes";
    static final String MAX_STORED_BYTES = "max_stored_bytes";
    static final String MAX_MESSAGES_PER_TOPIC = "max_messages_per_topic";
    static final String MAX_TOPICS = "max_topics";
    static final String MAX_TOPIC_LENGTH = "max_topic_length";
    static final String MAX_CONNECTIONS = "max_connections";
    static final String MAX_SUBSCRIPTIONS = "max_subscriptions_per_connection";
    static final String MAX_BUFFER_BYTES = "max_buffer_bytes";
    static final String STALL_TIMEOUT_MILLIS = "stall_timeout_millis";

    private static final int MIN_MESSAGE_BYTES = 1_024;
    private static final int MAX_MAX_MESSAGE_BYTES = 512 << 20;
    private static final int MAX_MAX_LINE_BYTES = 1 << 30;
    private static final long MIN_BUFFER_BYTES = 1 << 20;
    private static final long LEAST_DEFAULT_BUFFER_BYTES = 48 << 20;
    private static final int MIN_STALL_MILLIS = 10;
    private static final int MAX_STALL_MILLIS = 3_600_000;
    private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();

    private static final List<FactoryOption> ADDRESS = List.of(
            FactoryOption.text(
                    HOST,
                    EmbeddedServerOptions.DEFAULT_HOST,
                    "The address to listen on; any but a loopback address needs allow_remote and a token."),
            FactoryOption.integer(
                    PORT,
                    (long) EmbeddedServerOptions.DEFAULT_PORT,
                    0,
                    65_535,
                    "The TCP port; 0 is any that is free."));

    private static final List<FactoryOption> ENTRY = List.of(
            FactoryOption.secret(
                    TOKEN,
                    "What everybody who connects has to know, at least " + Token.MIN_LENGTH + " characters; without "
                            + "it, that of token_file or else of the environment variable " + TokenSource.VARIABLE
                            + ", and without these, nothing."),
            FactoryOption.text(TOKEN_FILE, null, "A file that holds the token and that only its owner may read."));

    private static final List<FactoryOption> RULES = List.of(
            FactoryOption.flag(
                    ALLOW_REMOTE, false, "Whether the server may listen where other machines reach it; needs a token."),
            FactoryOption.integer(
                    MAX_MESSAGE_BYTES,
                    (long) EmbeddedServerOptions.DEFAULT_MAX_MESSAGE_BYTES,
                    MIN_MESSAGE_BYTES,
                    MAX_MAX_MESSAGE_BYTES,
                    "The largest message's JSON in bytes."),
            FactoryOption.integer(
                    MAX_LINE_BYTES,
                    0L,
                    0,
                    MAX_MAX_LINE_BYTES,
                    "The longest line that the server reads, in bytes; 0 is what the largest message needs."),
            FactoryOption.integer(
                    MAX_STORED_BYTES,
                    HEAP_BYTES / 2,
                    1,
                    Long.MAX_VALUE,
                    "How many bytes may be stored, JSON and 128 for each message; the default is half the heap."),
            FactoryOption.integer(
                    MAX_MESSAGES_PER_TOPIC, 10_000_000L, 1, Long.MAX_VALUE, "How many messages one topic may hold."),
            FactoryOption.integer(MAX_TOPICS, 1_000_000L, 1, Integer.MAX_VALUE, "How many topics there may be."),
            FactoryOption.integer(
                    MAX_TOPIC_LENGTH,
                    4_096L,
                    1,
                    Integer.MAX_VALUE,
                    "How many characters the name of a topic or namespace may have."),
            FactoryOption.integer(MAX_CONNECTIONS, 4_096L, 1, 1_000_000, "How many connections may be open at a time."),
            FactoryOption.integer(
                    MAX_SUBSCRIPTIONS, 10_000L, 1, 10_000_000, "How many subscriptions one connection may have."),
            FactoryOption.integer(
                    MAX_BUFFER_BYTES,
                    Math.max(LEAST_DEFAULT_BUFFER_BYTES, HEAP_BYTES / 8),
                    MIN_BUFFER_BYTES,
                    Long.MAX_VALUE,
                    "How many bytes the server may hold for all connections together, in lines that are not whole and "
                            + "replies that are not read; the default is an eighth of the heap."),
            FactoryOption.integer(
                    STALL_TIMEOUT_MILLIS,
                    30_000L,
                    MIN_STALL_MILLIS,
                    MAX_STALL_MILLIS,
                    "How long a half-sent line or a half-read reply may take, in milliseconds, before its connection "
                            + "is closed; a large one has a second more for each 64,000 bytes that have moved."));

    private ServerOptionTable() {}

    /** Returns the options of a server. */
    static List<FactoryOption> all() {
        List<FactoryOption> all = new ArrayList<>(ADDRESS);
        all.addAll(ENTRY);
        all.addAll(RULES);
        return List.copyOf(all);
    }

    /** Returns a backend's options besides host and port: for authentication, and for a server that it starts. */
    static List<FactoryOption> forBackends() {
        List<FactoryOption> all = new ArrayList<>(ENTRY);
        for (FactoryOption rule : RULES) {
            all.add(rule.withMeaning("Where this backend starts the server: "
                    + rule.meaning().substring(0, 1).toLowerCase(Locale.ROOT)
                    + rule.meaning().substring(1)));
        }
        return List.copyOf(all);
    }

    /** Builds the settings from checked values. */
    static ServerSettings settings(OptionValues values, InstantSource clock) {
        return new ServerSettings(
                values.text(HOST),
                (int) values.integer(PORT),
                values.flag(ALLOW_REMOTE),
                TokenSource.resolve(values.optionalText(TOKEN), values.optionalText(TOKEN_FILE)),
                (int) values.integer(MAX_MESSAGE_BYTES),
                new StoreLimits(
                        values.integer(MAX_STORED_BYTES),
                        values.integer(MAX_MESSAGES_PER_TOPIC),
                        (int) values.integer(MAX_TOPICS),
                        (int) values.integer(MAX_TOPIC_LENGTH)),
                new ConnectionLimits(
                        (int) values.integer(MAX_CONNECTIONS),
                        (int) values.integer(MAX_LINE_BYTES),
                        (int) values.integer(MAX_SUBSCRIPTIONS),
                        (int) values.integer(STALL_TIMEOUT_MILLIS),
                        values.integer(MAX_BUFFER_BYTES)),
                clock);
    }
}
