package io.messaging.embedded;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The options of a server. Each has a name in snake_case, which configurations and the command line use too;
 * {@link #descriptions} lists them. Immutable: each method returns a changed copy, and throws {@link
 * MessagingConfigurationException} when the value is not allowed. Thread-safe.
 *
 * <pre>{@code
 * EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0).with("max_message_bytes", 1 << 20));
 * }</pre>
 */
public final class EmbeddedServerOptions {
    /** The default host: only programs of this machine reach the server. */
    public static final String DEFAULT_HOST = ServerOptions.DEFAULT_HOST;

    /** The default port, of servers and clients. */
    public static final int DEFAULT_PORT = ServerOptions.DEFAULT_PORT;

    /** The environment variable that holds the token if no option does. */
    public static final String TOKEN_VARIABLE = Token.VARIABLE;

    private static final EmbeddedServerOptions DEFAULTS = new EmbeddedServerOptions(Map.of(), InstantSource.system());

    private final Map<String, Object> given;
    private final OptionValues values;
    private final InstantSource clock;

    private EmbeddedServerOptions(Map<String, Object> given, InstantSource clock) {
        this.given = given;
        this.values = OptionValues.check("EmbeddedServer", ServerOptions.all(), given);
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

    /** {@return name, type, default and meaning of every option; unmodifiable} */
    public static List<FactoryOption<?>> descriptions() {
        return ServerOptions.all();
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
     *     needs the option {@code allow_remote} and a token
     * @return changed options
     */
    public EmbeddedServerOptions host(String host) {
        return with(ServerOptions.HOST.name(), host);
    }

    /**
     * Sets the port to bind.
     *
     * @param port 1 to 65535, or 0 to have the operating system choose
     * @return changed options
     */
    public EmbeddedServerOptions port(int port) {
        return with(ServerOptions.PORT.name(), port);
    }

    /**
     * Sets the token that clients have to prove that they know.
     *
     * @param token at least 16 characters, best of all random; the option {@code token_file} is a place to keep it
     * @return changed options
     */
    public EmbeddedServerOptions token(String token) {
        return with(ServerOptions.TOKEN.name(), token);
    }

    /**
     * Sets the directory that keeps what is stored. One server has it open at a time.
     *
     * @param directory created where it is missing, in a directory that is there
     * @return changed options
     */
    public EmbeddedServerOptions dataDirectory(Path directory) {
        return with(ServerOptions.DATA_DIR.name(), directory == null ? null : directory.toString());
    }

    /**
     * Sets what a store waits for, where there is a {@link #dataDirectory}.
     *
     * @param sync its default is {@link Sync#INTERVAL}
     * @return changed options
     */
    public EmbeddedServerOptions sync(Sync sync) {
        return with(ServerOptions.SYNC.name(), EmbeddedOptions.SYNC.toConfig(sync));
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

    /** {@return the name or address to bind} */
    public String host() {
        return values.get(ServerOptions.HOST);
    }

    /** {@return the port to bind, 0 where the operating system is to choose} */
    public int port() {
        return values.get(ServerOptions.PORT);
    }

    /**
     * Builds the settings, and reads the token.
     *
     * @throws MessagingConfigurationException when the options are incompatible, or the token cannot be read
     */
    ServerSettings settings() {
        return new ServerSettings(values, TokenSource.resolve(values), clock);
    }

    /** Returns the names of the options that were set, without values: one may be the token. */
    @Override
    public String toString() {
        return "EmbeddedServerOptions[" + host() + ":" + port() + ", set: " + given.keySet() + "]";
    }
}
