package io.messaging.embedded.server;

import io.messaging.delivery.BackendThreads;
import io.messaging.delivery.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A running server: its socket, its thread, and who wants to know of its end. Thread-safe. */
public final class MessageServer implements AutoCloseable {
    private static final System.Logger LOGGER = SafeLog.of(MessageServer.class);
    private static final long CLOSE_WAIT_MILLIS = 2_000;
    private static final int BACKLOG = 1_024;

    private final InetSocketAddress address;
    private final EventLoop loop;
    private final Thread thread;
    private final List<Runnable> endListeners = new CopyOnWriteArrayList<>();
    private volatile boolean running = true;

    private MessageServer(InetSocketAddress address, EventLoop loop) {
        this.address = address;
        this.loop = loop;
        thread = BackendThreads.create("messaging-server-" + address.getPort(), this::run);
    }

    /**
     * Binds and starts.
     *
     * @throws IOException when the address cannot be bound; a {@link java.net.BindException} when it is taken
     * @throws io.messaging.backend.MessagingConfigurationException when other machines would reach it and may not
     */
    public static MessageServer start(ServerSettings settings, InetSocketAddress bindTo) throws IOException {
        settings.requireMayListenOn(bindTo);
        ServerSocketChannel acceptor = ServerSocketChannel.open();
        Selector selector = null;
        try {
            acceptor.configureBlocking(false);
            acceptor.bind(bindTo, BACKLOG);
            selector = Selector.open();
            InetSocketAddress bound = (InetSocketAddress) acceptor.getLocalAddress();
            MessageServer server = new MessageServer(bound, new EventLoop(selector, acceptor, settings));
            RunningServers.add(server);
            server.thread.start();
            LOGGER.log(Level.DEBUG, "listening on {0}", bound);
            return server;
        } catch (IOException | RuntimeException e) {
            acceptor.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
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

    /** The address it is bound to. */
    public InetSocketAddress address() {
        return address;
    }

    /** What clients in this JVM use directly. */
    public ServerCore core() {
        return loop.core();
    }

    /** False from the beginning of its end on. */
    public boolean isRunning() {
        return running;
    }

    /** Has something run, quickly, when the server has ended; at once when it has already. */
    public void onEnd(Runnable listener) {
        endListeners.add(listener);
        if (!running && endListeners.remove(listener)) {
            listener.run();
        }
    }

    /** Takes back {@link #onEnd}. */
    public void removeOnEnd(Runnable listener) {
        endListeners.remove(listener);
    }

    /** Ends the server: when this has returned its port is free, unless the caller is a part of it. */
    @Override
    public void close() {
        running = false;
        loop.stop();
        if (Thread.currentThread() == thread) {
            return;
        }
        Uninterruptibly.join(thread, TimeUnit.MILLISECONDS.toNanos(CLOSE_WAIT_MILLIS));
    }
}
