package io.messaging.embedded.server;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.address.HeldPort;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.server.session.EventLoop;
import io.messaging.embedded.server.session.Listener;
import io.messaging.embedded.server.session.WarmUp;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import io.messaging.store.log.file.DirectoryHeldException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A running server: its sockets, its thread, and the listeners for its end. Thread-safe. */
public final class MessageServer implements AutoCloseable {
    private static final System.Logger LOGGER = SafeLog.of(MessageServer.class);
    private static final long CLOSE_WAIT_MILLIS = 2_000;

    /** How long the last force may take. */
    private static final long DISK_WAIT_MILLIS = 10_000;

    private static final long DIRECTORY_WAIT_MILLIS = 2_000;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final InetSocketAddress address;
    private final List<InetSocketAddress> addresses;
    private final EventLoop loop;
    private final Thread thread;
    private final List<Runnable> endListeners = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;

    private MessageServer(Listener listener, EventLoop loop) {
        this.address = listener.address();
        this.addresses = listener.addresses();
        this.loop = loop;
        thread = BackendThreads.create("messaging-server-" + address.getPort(), this::run);
    }

    /**
     * Binds and starts.
     *
     * @throws IOException when the address cannot be bound; a {@link java.net.BindException} when it is taken
     * @throws DirectoryHeldException when another server has the data directory open
     * @throws io.messaging.backend.MessagingConfigurationException when other machines would reach it and may not, or the data directory
     *     cannot be used
     * @throws io.messaging.backend.MessagingException when what the data directory holds cannot be read, or the disk is full
     */
    public static MessageServer start(ServerSettings settings, InetSocketAddress bindTo) throws IOException {
        return start(settings, bindTo, MessageServer::createStore);
    }

    /** Where the store of a server comes from. */
    @FunctionalInterface
    public interface StoreSource {
        ServerStore create(ServerSettings settings) throws DirectoryHeldException;
    }

    /** Does the same with a store from elsewhere. */
    public static MessageServer start(ServerSettings settings, InetSocketAddress bindTo, StoreSource stores)
            throws IOException {
        settings.requireMayListenOn(bindTo);
        Listener listener = Listener.bind(bindTo);
        Selector selector = null;
        ServerStore store = null;
        boolean started = false;
        try {
            selector = Selector.open();
            store = stores.create(settings);
            MessageServer server = new MessageServer(listener, new EventLoop(selector, listener, settings, store));
            RunningServers.add(server);
            server.thread.start();
            started = true;
            WarmUp.start(settings);
            LOGGER.log(Level.DEBUG, "listening on {0}", server.addresses);
            return server;
        } finally {
            if (!started) { // whatever the reason, such as a heap that is too small for the directory: others may try
                close(listener, selector, store);
            }
        }
    }

    /** Closes the port last: who takes it next opens the same directory. */
    private static void close(Listener listener, Selector selector, ServerStore store) throws IOException {
        try {
            if (store != null) {
                store.close();
            }
            if (selector != null) {
                selector.close();
            }
        } finally {
            listener.close();
        }
    }

    /** Waits a little for a directory that is held, though nobody has the port: its server is ending. */
    private static ServerStore createStore(ServerSettings settings) throws DirectoryHeldException {
        long start = System.nanoTime();
        while (true) {
            try {
                return ServerStore.create(settings);
            } catch (DirectoryHeldException held) {
                boolean patient = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(DIRECTORY_WAIT_MILLIS);
                if (!patient || wasInterrupted()) {
                    throw held;
                }
            }
        }
    }

    /**
     * Binds and starts, and tries again for a while when the port is taken though nobody listens on it.
     *
     * @throws IOException as from {@link #start}, saying why
     */
    public static MessageServer start(ServerSettings settings, InetSocketAddress bindTo, long patienceMillis)
            throws IOException {
        long start = System.nanoTime();
        while (true) {
            try {
                return start(settings, bindTo);
            } catch (BindException e) {
                HeldPort held = HeldPort.examine(bindTo);
                boolean patient = System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(patienceMillis);
                if (held != HeldPort.NOBODY_LISTENS || !patient || wasInterrupted()) {
                    throw (BindException) new BindException(e.getMessage() + "; " + held.advice()).initCause(e);
                }
            }
        }
    }

    /** Waits for the port to be freed; returns whether the thread was interrupted. */
    private static boolean wasInterrupted() {
        try {
            RunningServers.awaitRemoval(RETRY_NANOS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void run() {
        try {
            loop.run();
        } finally {
            ended();
        }
    }

    private void ended() {
        running = false;
        RunningServers.remove(this);
        endListeners.forEach(Runnable::run);
        endListeners.clear();
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Whether a connection to an address would reach it. */
    boolean isReachedAt(InetSocketAddress other) {
        return addresses.contains(other)
                || (address.getAddress().isAnyLocalAddress()
                        && address.getPort() == other.getPort()
                        && other.getAddress().isLoopbackAddress());
    }

    /** Returns what clients in this JVM use directly. */
    public ServerCore core() {
        return loop.core();
    }

    /** False from the beginning of its end on. */
    public boolean isRunning() {
        return running;
    }

    /** Sets something quick to run when the server has ended; at once when it has already. */
    public void onEnd(Runnable listener) {
        endListeners.add(listener);
        if (!running && endListeners.remove(listener)) {
            listener.run();
        }
    }

    /** Undoes {@link #onEnd}. */
    public void removeOnEnd(Runnable listener) {
        endListeners.remove(listener);
    }

    /** Closes the server: its port is free when this returns, unless the calling thread is its own. */
    @Override
    public void close() {
        running = false;
        loop.stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        long wait = core().store().isPersistent() ? DISK_WAIT_MILLIS : CLOSE_WAIT_MILLIS;
        Uninterruptibly.join(thread, TimeUnit.MILLISECONDS.toNanos(wait));
    }
}
