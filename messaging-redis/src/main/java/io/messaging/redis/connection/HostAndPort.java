package io.messaging.redis.connection;

import io.messaging.backend.MessagingConfigurationException;
import java.util.ArrayList;
import java.util.List;

/**
 * The address of a server. Immutable.
 *
 * @param host name or address
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {
    /**
     * Parses addresses separated by commas, each {@code host:port}, {@code [v6]:port} or {@code host}.
     *
     * @throws MessagingConfigurationException when the text is no such list; it names the option
     */
    public static List<HostAndPort> parseList(String option, String text, int defaultPort) {
        List<HostAndPort> list = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            list.add(parse(option, part.strip(), defaultPort));
        }
        return List.copyOf(list);
    }

    private static HostAndPort parse(String option, String text, int defaultPort) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']') && text.indexOf(':') == colon || text.contains("]:");
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = hasPort ? Integer.parseInt(text.substring(colon + 1)) : defaultPort;
            if (!host.isBlank() && port >= 1 && port <= 65_535) {
                return new HostAndPort(host, port);
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new MessagingConfigurationException("option '" + option + "' has the address '" + text
                + "'; it takes host:port with a port from 1 to 65535, several separated by commas");
    }

    /** Returns {@code host:port}. */
    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
