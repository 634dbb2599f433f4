package io.messaging.embedded.address;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From the options {@code host} and {@code port} to addresses. The two loopback addresses 127.0.0.1 and ::1 are twins:
 * they mean the same server, whichever of them, or {@code localhost}, a process says.
 */
public final class ServerAddress {
    private static final InetAddress IPV4 = loopback(127, 0, 0, 1);
    private static final InetAddress IPV6 = loopback(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private ServerAddress() {}

    private static InetAddress loopback(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(wrongLength);
        }
    }

    /**
     * {@return the address of a host to bind, and the first to connect to}
     *
     * @throws MessagingConnectionException when the host is not known
     * @throws MessagingConfigurationException when this JVM cannot use such an address
     */
    public static InetSocketAddress resolve(String host, int port) {
        return new InetSocketAddress(lookUp(host)[0], port);
    }

    /**
     * {@return where a server of a host may be, in the order in which to try; never empty}
     *
     * @throws MessagingConnectionException when the host is not known
     * @throws MessagingConfigurationException when this JVM cannot use such an address
     */
    public static List<InetSocketAddress> candidates(String host, int port) {
        Set<InetAddress> addresses = new LinkedHashSet<>(Arrays.asList(lookUp(host)));
        for (InetAddress address : List.copyOf(addresses)) {
            twin(address).filter(ServerAddress::isUsable).ifPresent(addresses::add);
        }
        List<InetSocketAddress> candidates = new ArrayList<>();
        addresses.forEach(address -> candidates.add(new InetSocketAddress(address, port)));
        return candidates;
    }

    private static InetAddress[] lookUp(String host) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(host);
        } catch (UnknownHostException | IllegalArgumentException e) {
            throw new MessagingConnectionException(
                    "the host '" + host + "' is not known" + hint(host) + "; correct the option 'host'", e);
        }
        InetAddress[] usable =
                Arrays.stream(addresses).filter(ServerAddress::isUsable).toArray(InetAddress[]::new);
        if (usable.length == 0) {
            throw new MessagingConfigurationException(
                    "host is " + host + ", an IPv6 address, and this JVM uses IPv4 only (the system property"
                            + " java.net.preferIPv4Stack, or a system without IPv6); give an IPv4 address,"
                            + " 127.0.0.1 for this machine, or allow IPv6");
        }
        return usable;
    }

    private static String hint(String host) {
        if (host.chars().anyMatch(Character::isWhitespace)) {
            return " (it contains white space)";
        }
        if (host.contains("://") || host.matches("[^:]*:\\d+|\\[.*]:\\d+")) {
            return " (it is a name or an address alone; the port is the option 'port')";
        }
        return "";
    }

    /** Whether this JVM can use an address at all; whether something is there is another matter. */
    private static boolean isUsable(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return true;
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.INET6)) {
            return probe.isOpen();
        } catch (UnsupportedOperationException | IOException noIpv6) {
            return false;
        }
    }

    /** Returns the other loopback address, of the two that mean the same server. */
    public static Optional<InetAddress> twin(InetAddress address) {
        if (address.equals(IPV4)) {
            return Optional.of(IPV6);
        }
        return address.equals(IPV6) ? Optional.of(IPV4) : Optional.empty();
    }

    /** Returns the same address for addresses that mean the same server. */
    public static InetSocketAddress canonical(InetSocketAddress address) {
        return address.getAddress().equals(IPV6) ? new InetSocketAddress(IPV4, address.getPort()) : address;
    }
}
