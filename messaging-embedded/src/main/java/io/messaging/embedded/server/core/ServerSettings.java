package io.messaging.embedded.server.core;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.protocol.Token;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a server is started with. Immutable.
 *
 * @param options the values of {@link ServerOptions}
 * @param token what clients have to prove that they know; null for nothing
 * @param clock the time of ttls
 */
public record ServerSettings(OptionValues options, Token token, InstantSource clock) {
    /** Room in a line for the command, the namespace and the topic. */
    private static final int LINE_OVERHEAD_BYTES = 64 * 1024;

    /** Refuses incompatible values. */
    public ServerSettings {
        if (options.get(ServerOptions.ALLOW_REMOTE) && token == null) {
            throw new MessagingConfigurationException("allow_remote is true and there is no token; give one with the "
                    + "option token or token_file, or in the environment variable " + Token.VARIABLE);
        }
        requireDirectory(options);
        int given = options.get(ServerOptions.MAX_LINE_BYTES);
        int messageBytes = options.get(ServerOptions.MAX_MESSAGE_BYTES);
        if (given != 0 && given < lineBytesFor(messageBytes)) {
            throw new MessagingConfigurationException("max_line_bytes is " + given + ", and a message of "
                    + messageBytes + " bytes (max_message_bytes) needs a line of " + lineBytesFor(messageBytes)
                    + "; raise the one, lower the other, or leave max_line_bytes out");
        }
    }

    private static void requireDirectory(OptionValues options) {
        if (options.find(ServerOptions.DATA_DIR).isPresent()) {
            return;
        }
        for (FactoryOption<?> option : List.of(ServerOptions.SYNC, ServerOptions.SYNC_INTERVAL_MILLIS)) {
            Object given = options.given().get(option.name());
            if (given != null) {
                throw new MessagingConfigurationException(option.name() + " is " + given
                        + " and there is no data_dir, without which nothing is kept; give one, or leave "
                        + option.name()
                        + " out");
            }
        }
    }

    /**
     * Returns the data directory as an absolute path; empty where there is none.
     *
     * @throws MessagingConfigurationException when the name is none that the file system knows
     */
    public Optional<Path> dataDirectory() {
        try {
            return options.find(ServerOptions.DATA_DIR)
                    .map(name -> Path.of(name).toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw new MessagingConfigurationException(
                    "data_dir is not a valid path (" + e.getMessage()
                            + "); give another one, or, for one that is not ASCII,"
                            + " set a locale with UTF-8, such as LC_ALL=C.UTF-8",
                    e);
        }
    }

    public <T> T get(FactoryOption<T> option) {
        return options.get(option);
    }

    public String host() {
        return get(ServerOptions.HOST);
    }

    public int port() {
        return get(ServerOptions.PORT);
    }

    public boolean allowRemote() {
        return get(ServerOptions.ALLOW_REMOTE);
    }

    public int maxMessageBytes() {
        return get(ServerOptions.MAX_MESSAGE_BYTES);
    }

    /** A line that is coming in may take twice its length, and one alone has to fit. */
    private void requireRoomForALine() {
        long bufferBytes = get(ServerOptions.MAX_BUFFER_BYTES);
        if (bufferBytes < 2L * maxLineBytes()) {
            throw new MessagingConfigurationException(
                    "max_buffer_bytes is " + bufferBytes + ", and a line may have " + maxLineBytes()
                            + " bytes (max_line_bytes, max_message_bytes); give at least twice that, or lower the"
                            + " others");
        }
    }

    private static int lineBytesFor(int messageBytes) {
        return (int) Math.min(Integer.MAX_VALUE / 2, messageBytes * 4L / 3 + LINE_OVERHEAD_BYTES);
    }

    /** Returns the longest line that a session reads: at least the largest message in base64, and its names. */
    public int maxLineBytes() {
        return Math.max(get(ServerOptions.MAX_LINE_BYTES), lineBytesFor(maxMessageBytes()));
    }

    /**
     * Refuses to open a port to other machines by mistake.
     *
     * @throws MessagingConfigurationException when other machines reach the address and may not, or the limits are
     *     incompatible
     */
    public void requireMayListenOn(InetSocketAddress address) {
        requireRoomForALine();
        if (!address.getAddress().isLoopbackAddress() && !allowRemote()) {
            throw new MessagingConfigurationException("host is " + host() + ", where other machines reach the server; "
                    + "give a loopback host such as 127.0.0.1, or set allow_remote together with a token "
                    + "(token, token_file or the environment variable MESSAGING_TOKEN)");
        }
    }
}
