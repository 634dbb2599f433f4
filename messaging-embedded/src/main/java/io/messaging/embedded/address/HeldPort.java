package io.messaging.embedded.address;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;

/** Why an address cannot be bound, and what to do about it. */
public enum HeldPort {
    /** Another program has it. */
    SOMEBODY_LISTENS("stop the program that listens there, or choose another port, 0 for any"),

    /** The end of a connection has it: one that goes on, or one that ended lately. */
    NOBODY_LISTENS("no program listens there: a connection of another program has the port as its own end, or had it "
            + "within the last minute; try again in a minute, or choose a port outside the range from which the system "
            + "takes such ports (Linux: net.ipv4.ip_local_port_range)"),

    /** It cannot be bound here. */
    NOT_LOCAL("the host is no address of this machine; correct the option 'host'"),

    /** Below 1024. */
    PRIVILEGED("this port may need a privilege; choose one from 1024 on");

    private static final int FIRST_UNPRIVILEGED = 1_024;
    private static final int LIMIT_MILLIS = 500;

    private final String advice;

    HeldPort(String advice) {
        this.advice = advice;
    }

    /** What to do, for error messages. */
    public String advice() {
        return advice;
    }

    /** Finds out why an address could not be bound, by connecting to it. */
    public static HeldPort examine(InetSocketAddress address) {
        if (!isLocal(address)) {
            return NOT_LOCAL;
        }
        if (isListenedTo(address)
                || ServerAddress.twin(address.getAddress())
                        .filter(twin -> isListenedTo(new InetSocketAddress(twin, address.getPort())))
                        .isPresent()) {
            return SOMEBODY_LISTENS;
        }
        return address.getPort() < FIRST_UNPRIVILEGED ? PRIVILEGED : NOBODY_LISTENS;
    }

    private static boolean isLocal(InetSocketAddress address) {
        try {
            return address.getAddress().isAnyLocalAddress()
                    || address.getAddress().isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address.getAddress()) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static boolean isListenedTo(InetSocketAddress address) {
        try (Socket probe = new Socket()) {
            probe.connect(address, LIMIT_MILLIS);
            return !endsIfSelfConnected(probe);
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        }
    }

    /**
     * On a port that the system also assigns to connections, and on which nobody listens, a connection can reach itself.
     * Makes such a connection close without TIME_WAIT, which would hold the port for another minute.
     *
     * @return whether it reached itself
     * @throws SocketException when it is broken already
     */
    public static boolean endsIfSelfConnected(Socket socket) throws SocketException {
        boolean itself = socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress());
        if (itself) {
            socket.setSoLinger(true, 0);
        }
        return itself;
    }
}
