package io.messaging.embedded.server.session;

import io.messaging.embedded.address.ServerAddress;
import io.messaging.log.SafeLog;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets on which a server listens: one address, or both loopback addresses, since {@code localhost} may mean either
 * and a second server on the other one would go unnoticed. Created by any thread, then used by the event loop alone.
 */
public final class Listener implements Closeable {
    private static final System.Logger LOGGER = SafeLog.of(Listener.class);
    private static final int BACKLOG = 1_024;

    /** A port that the system chooses at one address may be taken at the other. */
    private static final int ATTEMPTS = 50;

    private final List<ServerSocketChannel> channels = new ArrayList<>();
    private final List<SelectionKey> keys = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private boolean paused;

    private Listener() {}

    /**
     * Binds.
     *
     * @throws BindException when an address is taken, or not this machine's
     */
    public static Listener bind(InetSocketAddress address) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Listener listener = new Listener();
            boolean bound = false;
            try {
                listener.open(address);
                InetAddress twin = ServerAddress.twin(address.getAddress()).orElse(null);
                if (twin != null) {
                    listener.openTwin(
                            new InetSocketAddress(twin, listener.address().getPort()));
                }
                bound = true;
                return listener;
            } catch (BindException taken) {
                if (address.getPort() != 0 || attempt == ATTEMPTS) {
                    throw taken;
                }
            } finally {
                if (!bound) {
                    listener.close();
                }
            }
        }
    }

    private void open(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channels.add(channel);
        channel.configureBlocking(false);
        channel.bind(address, BACKLOG);
        addresses.add((InetSocketAddress) channel.getLocalAddress());
    }

    private void openTwin(InetSocketAddress twin) throws IOException {
        try {
            open(twin);
        } catch (UnsupportedAddressTypeException | SocketException e) {
            if (e instanceof BindException && isLocal(twin.getAddress())) {
                BindException taken = new BindException(twin.getAddress().getHostAddress() + ":" + twin.getPort()
                        + ", which localhost may mean as well: " + e.getMessage());
                taken.initCause(e);
                throw taken;
            }
            channels.remove(channels.size() - 1).close(); // a machine without IPv6
        }
    }

    private static boolean isLocal(InetAddress address) throws SocketException {
        return NetworkInterface.getByInetAddress(address) != null;
    }

    /** Returns the address that was asked for, with its port. */
    public InetSocketAddress address() {
        return addresses.get(0);
    }

    /** Returns all addresses; immutable. */
    public List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    void register(Selector selector) throws IOException {
        for (ServerSocketChannel channel : channels) {
            keys.add(channel.register(selector, SelectionKey.OP_ACCEPT, this));
        }
    }

    /** Whether a key is one of its own. */
    boolean owns(SelectionKey key) {
        return key.attachment() == this;
    }

    boolean isPaused() {
        return paused;
    }

    /** Accepts nothing for a while. */
    void pause() {
        paused = true;
        keys.forEach(key -> key.interestOps(0));
    }

    void resume() {
        paused = false;
        keys.forEach(key -> key.interestOps(SelectionKey.OP_ACCEPT));
    }

    @Override
    public void close() {
        for (ServerSocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOGGER.log(Level.DEBUG, "while closing", e);
            }
        }
    }
}
