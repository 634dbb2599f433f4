package io.messaging.embedded.server.core;

import io.messaging.embedded.protocol.Token;
import io.messaging.spi.FactoryOption;
import io.messaging.store.StoreLimits;
import io.messaging.store.log.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every option of a server, declared once: for {@code EmbeddedServerOptions}, for backends that start one, and for the
 * flags of the command line. {@link ServerSettings#get} reads a value.
 */
public final class ServerOptions {
    static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();

    public static final String DEFAULT_HOST = "127.0.0.1";
    public static final int DEFAULT_PORT = 31134;

    public static final FactoryOption<String> HOST = FactoryOption.text(
            "host",
            DEFAULT_HOST,
            "The address to listen on; any but a loopback address needs allow_remote and a token.");

    public static final FactoryOption<Integer> PORT =
            FactoryOption.integer("port", DEFAULT_PORT, 0, 65_535, "The TCP port; 0 is any that is free.");

    public static final FactoryOption<String> TOKEN = FactoryOption.secret(
            "token",
            "The shared secret that clients must present; at least " + Token.MIN_LENGTH
                    + " characters; without it, that of "
                    + "token_file or else of the environment variable " + Token.VARIABLE
                    + ", and without these, nothing.");

    public static final FactoryOption<String> TOKEN_FILE =
            FactoryOption.text("token_file", null, "A file that holds the token and that only its owner may read.");

    public static final FactoryOption<Boolean> ALLOW_REMOTE = FactoryOption.flag(
            "allow_remote", false, "Whether the server may listen where other machines reach it; needs a token.");

    public static final FactoryOption<Integer> MAX_MESSAGE_BYTES = FactoryOption.integer(
            "max_message_bytes", 8 << 20, 1_024, 512 << 20, "The largest message's JSON in bytes.");

    public static final FactoryOption<Integer> MAX_LINE_BYTES = FactoryOption.integer(
            "max_line_bytes",
            0,
            0,
            1 << 30,
            "The longest line that the server reads, in bytes; 0 is what the largest message needs.");

    public static final FactoryOption<Long> MAX_STORED_BYTES = StoreLimits.MAX_STORED_BYTES
            .withDefault(HEAP_BYTES / 2)
            .withMeaning("How many bytes may be stored, JSON and 128 for each message; the default is half the "
                    + "heap, or with a data_dir"
                    + " no limit but the disk, where two thirds of the heap may hold the index, 64 bytes for "
                    + "each message.");

    public static final FactoryOption<Integer> MAX_CONNECTIONS = FactoryOption.integer(
            "max_connections", 4_096, 1, 1_000_000, "How many connections may be open at a time.");

    public static final FactoryOption<Integer> MAX_SUBSCRIPTIONS = FactoryOption.integer(
            "max_subscriptions_per_connection",
            10_000,
            1,
            10_000_000,
            "How many subscriptions one connection may have.");

    public static final FactoryOption<Long> MAX_BUFFER_BYTES = FactoryOption.longInteger(
            "max_buffer_bytes",
            Math.max(48L << 20, HEAP_BYTES / 8),
            1L << 20,
            Long.MAX_VALUE,
            "How many bytes the server may hold for all connections together, in lines that are not whole and replies "
                    + "that are not read; the default is an eighth of the heap.");

    public static final FactoryOption<Integer> STALL_TIMEOUT_MILLIS = FactoryOption.integer(
            "stall_timeout_millis",
            30_000,
            10,
            3_600_000,
            "How long a half-sent line or a half-read reply may take, in milliseconds, before its connection is"
                    + " closed; a large one has a second more for each 64,000 bytes that have moved.");

    public static final FactoryOption<String> DATA_DIR = FactoryOption.text(
            "data_dir",
            null,
            "A directory that keeps what is stored, for one server at a time; it is created where it "
                    + "is missing. Without it,"
                    + " everything is in memory and ends with the server.");

    public static final FactoryOption<SyncMode> SYNC = FactoryOption.choice(
            "sync",
            SyncMode.INTERVAL,
            "When a store with data_dir is acknowledged. always: after an fsync (survives a power "
                    + "loss). interval, never: after a write (survives a killed process); fsync follows at "
                    + "intervals, or only when a file is full.");

    public static final FactoryOption<Integer> SYNC_INTERVAL_MILLIS = FactoryOption.integer(
            "sync_interval_millis",
            1_000,
            1,
            1_000,
            "With sync=interval: maximum time between fsyncs in milliseconds, which bounds what a "
                    + "power loss can lose.");

    private static final List<FactoryOption<?>> OTHERS = List.of(
            SYNC,
            SYNC_INTERVAL_MILLIS,
            ALLOW_REMOTE,
            MAX_MESSAGE_BYTES,
            MAX_LINE_BYTES,
            MAX_STORED_BYTES,
            StoreLimits.MAX_MESSAGES_PER_TOPIC,
            StoreLimits.MAX_TOPICS,
            StoreLimits.MAX_TOPIC_LENGTH,
            MAX_CONNECTIONS,
            MAX_SUBSCRIPTIONS,
            MAX_BUFFER_BYTES,
            STALL_TIMEOUT_MILLIS);

    private ServerOptions() {}

    /** Returns the options of a server. */
    public static List<FactoryOption<?>> all() {
        List<FactoryOption<?>> all = new ArrayList<>(List.of(HOST, PORT, TOKEN, TOKEN_FILE, DATA_DIR));
        all.addAll(OTHERS);
        return List.copyOf(all);
    }

    /** Returns a backend's options besides host and port: for authentication, and for a server that it starts. */
    public static List<FactoryOption<?>> forBackends() {
        List<FactoryOption<?>> all = new ArrayList<>(List.of(TOKEN, TOKEN_FILE));
        all.add(DATA_DIR.withMeaning(
                "A directory that keeps what is stored: a server that this backend starts opens it, and"
                        + " one that it finds has to have it open. Without it, a server that is started here has "
                        + "everything in memory."));
        for (FactoryOption<?> option : OTHERS) {
            all.add(option.withMeaning("Where this backend starts the server: "
                    + option.meaning().substring(0, 1).toLowerCase(Locale.ROOT)
                    + option.meaning().substring(1)));
        }
        return List.copyOf(all);
    }
}
