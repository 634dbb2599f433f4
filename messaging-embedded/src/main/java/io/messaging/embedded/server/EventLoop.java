package io.messaging.embedded.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The server's one thread. It owns the sessions and everything in them; other threads leave it notes through
 * {@link #execute}, and nothing it does waits for anybody.
 */
final class EventLoop implements Runnable {
    private static final System.Logger LOGGER = System.getLogger(EventLoop.class.getName());
    private static final int READ_BYTES = 64 * 1024;
    private static final int WRITE_BYTES = 128 * 1024;
    private static final long RECLAIM_MILLIS = 250;
    private static final long ACCEPT_PAUSE_MILLIS = 100;

    private final Selector selector;
    private final SelectionKey acceptKey;
    private final ServerSettings settings;
    private final ServerCore core;
    private final EncodedMessages encodedMessages;
    private final Queue<Runnable> notes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakeUpSent = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile Thread thread;

    // The rest belongs to the thread.
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final Set<Session> sessions = new HashSet<>();
    private final ArrayDeque<Session> ready = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long nextReclaimNanos = System.nanoTime();

    EventLoop(Selector selector, ServerSocketChannel acceptor, ServerSettings settings) throws IOException {
        this.selector = selector;
        this.acceptKey = acceptor.register(selector, SelectionKey.OP_ACCEPT);
        this.settings = settings;
        this.core = new ServerCore(settings, this::wakeForExpiring);
        this.encodedMessages = new EncodedMessages(core.registry());
    }

    ServerCore core() {
        return core;
    }

    EncodedMessages encodedMessages() {
        return encodedMessages;
    }

    /** Runs something on the loop's thread: at once when called there, else soon. */
    void execute(Runnable note) {
        if (Thread.currentThread() == thread) {
            note.run();
            return;
        }
        notes.add(note);
        if (!wakeUpSent.get() && wakeUpSent.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    private record Timer(long dueNanos, Runnable task) implements Comparable<Timer> {
        long nanosLeft() {
            return dueNanos - System.nanoTime();
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(dueNanos - other.dueNanos, 0);
        }
    }

    /** Runs something later on the loop's thread, which has to be the caller. */
    void after(long millis, Runnable task) {
        timers.add(new Timer(System.nanoTime() + millis * 1_000_000, task));
    }

    private void runTimers() {
        while (!timers.isEmpty() && timers.peek().nanosLeft() <= 0) {
            timers.poll().task().run();
        }
    }

    /** A message with a ttl was stored: the loop may be asleep without a limit. */
    private void wakeForExpiring() {
        if (Thread.currentThread() != thread) {
            execute(() -> {});
        }
    }

    /** A session has something to do. */
    void ready(Session session) {
        if (session.enqueue()) {
            ready.add(session);
        }
    }

    void stop() {
        stopping = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopping) {
                select();
                runNotes();
                runTimers();
                serveSelected();
                runReady();
                reclaim();
            }
        } catch (IOException | ClosedSelectorException e) {
            LOGGER.log(Level.ERROR, "the server's event loop ended", e);
        } finally {
            Set.copyOf(sessions).forEach(this::close);
            closeQuietly(acceptKey.channel());
            closeQuietly(selector);
        }
    }

    private void select() throws IOException {
        if (!ready.isEmpty() || !notes.isEmpty()) {
            selector.selectNow();
        } else if (acceptKey.interestOps() == 0) {
            selector.select(ACCEPT_PAUSE_MILLIS);
            acceptKey.interestOps(SelectionKey.OP_ACCEPT);
        } else {
            selector.select(longestSleepMillis());
        }
        wakeUpSent.set(false);
    }

    /** 0 is as long as nothing comes. */
    private long longestSleepMillis() {
        long reclaim = core.store().hasExpiring() ? RECLAIM_MILLIS : 0;
        if (timers.isEmpty()) {
            return reclaim;
        }
        long timer = Math.max(1, timers.peek().nanosLeft() / 1_000_000 + 1);
        return reclaim == 0 ? timer : Math.min(reclaim, timer);
    }

    private void runNotes() {
        for (Runnable note = notes.poll(); note != null; note = notes.poll()) {
            note.run();
        }
    }

    private void serveSelected() {
        for (SelectionKey key : selector.selectedKeys()) {
            if (key == acceptKey) {
                accept();
            } else if (key.isValid()) {
                serve((Session) key.attachment(), true);
            }
        }
        selector.selectedKeys().clear();
    }

    private void runReady() {
        for (int turns = ready.size(); turns > 0; turns--) {
            Session session = ready.poll();
            session.dequeued();
            if (sessions.contains(session)) {
                serve(session, false);
            }
        }
    }

    /** Whatever goes wrong in a session ends that session only. */
    private void serve(Session session, boolean selected) {
        try {
            if (selected) {
                session.onSelected(readBuffer, writeBuffer);
            } else {
                session.turn(writeBuffer);
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "lost " + session, e);
            close(session);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, () -> "closing " + session + " after a failure of the server", e);
            close(session);
        }
    }

    private void accept() {
        SocketChannel channel = null;
        try {
            channel = ((ServerSocketChannel) acceptKey.channel()).accept();
            if (channel == null) {
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Session session = new Session(this, channel, key, core, settings.maxLineBytes());
            key.attach(session);
            sessions.add(session);
            core.connections(sessions.size());
        } catch (IOException e) {
            // Out of file descriptors, most likely: without a pause this would spin.
            LOGGER.log(Level.WARNING, "cannot accept a connection, trying again soon", e);
            acceptKey.interestOps(0);
            if (channel != null) {
                closeQuietly(channel);
            }
        }
    }

    void close(Session session) {
        if (sessions.remove(session)) {
            session.close();
            core.connections(sessions.size());
        }
    }

    private void reclaim() {
        if (core.store().hasExpiring() && System.nanoTime() - nextReclaimNanos >= 0) {
            core.store().reclaimExpired();
            nextReclaimNanos = System.nanoTime() + RECLAIM_MILLIS * 1_000_000;
        }
    }

    private void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            logClosing(e);
        }
    }

    void logClosing(Exception e) {
        LOGGER.log(Level.DEBUG, "while closing", e);
    }
}
