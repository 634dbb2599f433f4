package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.embedded.server.core.ServerStore;
import io.messaging.embedded.server.feed.EncodedMessages;
import io.messaging.log.SafeLog;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The server's one thread. It owns the sessions and everything in them; other threads hand it tasks through
 * {@link #execute}, and nothing that it does blocks.
 */
public final class EventLoop implements Runnable {
    private static final System.Logger LOGGER = SafeLog.of(EventLoop.class);
    private static final int READ_BYTES = 64 * 1024;
    private static final int WRITE_BYTES = 128 * 1024;
    private static final long RECLAIM_MILLIS = 250;
    private static final long ACCEPT_PAUSE_MILLIS = 100;
    private static final long LONGEST_WATCH_MILLIS = 1_000;

    /** So many refused connections may stay until they have read why. */
    private static final int MAX_REFUSED = 64;

    private final Selector selector;
    private final Listener listener;
    private final BriefWait wait;
    private final ServerSettings settings;
    private final int maxConnections;
    private final ServerCore core;
    private final EncodedMessages encodedMessages;
    private final StoreCommits commits;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean wakeUpSent = new AtomicBoolean();
    private volatile boolean stopping;
    private volatile Thread thread;

    // The rest belongs to the thread.
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final Set<Session> sessions = new HashSet<>();
    private final ArrayDeque<Session> ready = new ArrayDeque<>();
    private final Timers timers = new Timers();
    /** Those that have not authenticated yet, the oldest first. */
    private final Set<Session> unauthenticated = new LinkedHashSet<>();

    private long nowNanos = System.nanoTime();
    private final BufferBudget buffers;
    private boolean watching;
    private boolean loggedFull;
    private boolean loggedNotAccepting;
    private long nextReclaimNanos = System.nanoTime();

    public EventLoop(Selector selector, Listener listener, ServerSettings settings, ServerStore store)
            throws IOException {
        this.selector = selector;
        this.wait = new BriefWait(selector, () -> stopping || !tasks.isEmpty());
        this.listener = listener;
        listener.register(selector);
        this.settings = settings;
        this.maxConnections = settings.get(ServerOptions.MAX_CONNECTIONS);
        this.buffers = new BufferBudget(this, sessions, settings.get(ServerOptions.MAX_BUFFER_BYTES));
        this.core = new ServerCore(settings, store, this::wakeForExpiring, this::retryAfter);
        this.commits = new StoreCommits(core, this::execute, this::close);
        this.encodedMessages = new EncodedMessages(core.registry());
    }

    /** Returns what clients in this JVM use directly. */
    public ServerCore core() {
        return core;
    }

    EncodedMessages encodedMessages() {
        return encodedMessages;
    }

    StoreCommits commits() {
        return commits;
    }

    BufferBudget buffers() {
        return buffers;
    }

    /** Runs something on the loop's thread: at once when called there, else soon. Any thread may call. */
    void execute(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        tasks.add(task);
        if (!wakeUpSent.get() && wakeUpSent.compareAndSet(false, true)) {
            selector.wakeup();
        }
    }

    /** Runs something later on the loop's thread, which has to be the caller. */
    void after(long millis, Runnable task) {
        timers.add(millis, task);
    }

    /** A group's message is due again later. Any thread may call. */
    private void retryAfter(long nanos, Runnable action) {
        execute(() -> after(nanos / 1_000_000 + 1, action));
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

    /** Ends {@link #run} soon. Any thread may call. */
    public void stop() {
        stopping = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        try {
            while (!stopping) {
                select();
                nowNanos = System.nanoTime();
                runTasks();
                timers.runDue();
                serveSelected();
                commits.commit(); // so that replies go out in this round
                runReady();
                commits.commit();
                buffers.shed();
                reclaim();
            }
        } catch (IOException | ClosedSelectorException e) {
            LOGGER.log(Level.ERROR, "the server's event loop ended", e);
        } finally {
            Set.copyOf(sessions).forEach(this::close);
            core.close(); // before the port is free: who takes it next opens the same directory
            listener.close();
            closeQuietly(selector);
        }
    }

    private void select() throws IOException {
        if (!ready.isEmpty() || !tasks.isEmpty()) {
            selector.selectNow();
        } else if (listener.isPaused()) {
            selector.select(ACCEPT_PAUSE_MILLIS);
            listener.resume();
        } else {
            wait.select(longestSleepMillis());
        }
        wakeUpSent.set(false);
    }

    /** Returns 0 for no limit. */
    private long longestSleepMillis() {
        long reclaim = core.store().hasExpiring() ? RECLAIM_MILLIS : 0;
        long timer = timers.millisToNext();
        return reclaim == 0 || timer == 0 ? reclaim + timer : Math.min(reclaim, timer);
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void serveSelected() {
        for (SelectionKey key : selector.selectedKeys()) {
            if (listener.owns(key)) {
                accept((ServerSocketChannel) key.channel());
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

    /** A failure in a session ends that session only. */
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

    /** Returns the time of this round, exact enough for limits. */
    long nowNanos() {
        return nowNanos;
    }

    /** A session has authenticated. */
    void authenticated(Session session) {
        unauthenticated.remove(session);
    }

    /** A session's time limit is running: checks all from time to time, as long as there is one. */
    void watch() {
        if (!watching) {
            watching = true;
            int stallMillis = settings.get(ServerOptions.STALL_TIMEOUT_MILLIS);
            after(Math.max(1, Math.min(LONGEST_WATCH_MILLIS, stallMillis / 4)), this::endOverdue);
        }
    }

    private void endOverdue() {
        watching = false;
        for (Session session : List.copyOf(sessions)) {
            session.endIfOverdue(nowNanos);
        }
        if (sessions.stream().anyMatch(Session::isWatched)) {
            watch();
        }
    }

    /** Returns whether there is room for one more connection; unauthenticated ones give way. */
    private boolean hasRoomForOne() {
        if (sessions.size() < maxConnections) {
            loggedFull = false;
            return true;
        }
        if (!unauthenticated.isEmpty()) {
            close(unauthenticated.iterator().next());
            return true;
        }
        if (!loggedFull) {
            loggedFull = true;
            LOGGER.log(
                    Level.WARNING,
                    "refusing connections: there are {0}, the most there may be (max_connections)",
                    sessions.size());
        }
        return false;
    }

    private void open(SocketChannel channel) throws IOException {
        boolean room = hasRoomForOne();
        if (!room && sessions.size() >= maxConnections + MAX_REFUSED) {
            channel.close();
            return;
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        Session session = new Session(this, channel, key, core, settings);
        key.attach(session);
        sessions.add(session);
        core.connections(sessions.size());
        if (!room) {
            session.leave(
                    ErrorCode.TOO_MANY,
                    "the server has " + maxConnections
                            + " connections, which is the limit (max_connections); close some, or raise the limit");
        } else if (settings.token() != null) {
            unauthenticated.add(session);
            watch();
        }
    }

    private void accept(ServerSocketChannel acceptor) {
        SocketChannel channel = null;
        try {
            channel = acceptor.accept();
            if (channel == null) {
                return;
            }
            loggedNotAccepting = false;
            open(channel);
        } catch (IOException e) {
            // Out of file descriptors, most likely: without a pause this would spin.
            if (!loggedNotAccepting) {
                loggedNotAccepting = true;
                LOGGER.log(Level.WARNING, "cannot accept connections, trying again and again", e);
            }
            listener.pause();
            if (channel != null) {
                closeQuietly(channel);
            }
        }
    }

    boolean isOpen(Session session) {
        return sessions.contains(session);
    }

    void close(Session session) {
        if (sessions.remove(session)) {
            unauthenticated.remove(session);
            session.close();
            core.connections(sessions.size());
        }
    }

    private void reclaim() {
        if (core.store().hasExpiring() && System.nanoTime() - nextReclaimNanos >= 0) {
            core.store().reclaimExpired();
            encodedMessages.clear();
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
