package io.messaging.embedded.server;

import io.messaging.embedded.protocol.ErrorCode;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
    private static final System.Logger LOGGER = SafeLog.of(EventLoop.class);
    private static final int READ_BYTES = 64 * 1024;
    private static final int WRITE_BYTES = 128 * 1024;
    private static final long RECLAIM_MILLIS = 250;
    private static final long ACCEPT_PAUSE_MILLIS = 100;
    private static final long LONGEST_WATCH_MILLIS = 1_000;

    /** So many may stay for a moment to hear why they are refused. */
    private static final int MAX_REFUSED = 64;

    /** Closing who has less is not worth it. */
    private static final long MUCH_BYTES = 16 * 1024;

    private static final long STILL_NANOS = 1_000_000_000;

    private static final long SHEDDING_LOG_NANOS = 60_000_000_000L;

    private final Selector selector;
    private final Listener listener;
    private final BriefWait wait;
    private final ServerSettings settings;
    private final ConnectionLimits limits;
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
    /** Those that have not shown the token yet, the oldest first. */
    private final Set<Session> strangers = new LinkedHashSet<>();

    private long nowNanos = System.nanoTime();
    private long bufferBytes;
    private boolean watching;
    private boolean toldFull;
    private long toldSheddingNanos = nowNanos - SHEDDING_LOG_NANOS;
    private boolean toldNotAccepting;
    private long nextReclaimNanos = System.nanoTime();

    EventLoop(Selector selector, Listener listener, ServerSettings settings) throws IOException {
        this.selector = selector;
        this.wait = new BriefWait(selector, () -> stopping || !notes.isEmpty());
        this.listener = listener;
        listener.register(selector);
        this.settings = settings;
        this.limits = settings.connectionLimits();
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
                nowNanos = System.nanoTime();
                runNotes();
                runTimers();
                serveSelected();
                runReady();
                shed();
                reclaim();
            }
        } catch (IOException | ClosedSelectorException e) {
            LOGGER.log(Level.ERROR, "the server's event loop ended", e);
        } finally {
            Set.copyOf(sessions).forEach(this::close);
            listener.close();
            closeQuietly(selector);
        }
    }

    private void select() throws IOException {
        if (!ready.isEmpty() || !notes.isEmpty()) {
            selector.selectNow();
        } else if (listener.isPaused()) {
            selector.select(ACCEPT_PAUSE_MILLIS);
            listener.resume();
        } else {
            wait.select(longestSleepMillis());
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

    /** The time of this round, good enough for limits. */
    long nowNanos() {
        return nowNanos;
    }

    /** A session has shown the token. */
    void admitted(Session session) {
        strangers.remove(session);
    }

    /** A session's time may run out: look at all of them from time to time, as long as there is one. */
    void watch() {
        if (!watching) {
            watching = true;
            after(Math.max(1, Math.min(LONGEST_WATCH_MILLIS, limits.stallMillis() / 4)), this::endOverdue);
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

    /** A session has the server hold more, or less. */
    void bufferBytesChanged(long change) {
        bufferBytes += change;
    }

    /** Makes room by closing who has the server hold much and has moved nothing for longest. */
    private void shed() {
        while (bufferBytes > limits.maxBufferBytes() && shedOne(0)) {
            // until there is room, or nobody left who takes much
        }
    }

    /** Makes room for something large at the cost of those alone who have stood still. */
    boolean makeRoom(long bytes) {
        while (bufferBytes + bytes > limits.maxBufferBytes() && shedOne(STILL_NANOS)) {
            // as above
        }
        return bufferBytes + bytes <= limits.maxBufferBytes();
    }

    private boolean shedOne(long stillNanos) {
        Optional<Session> victim = sessions.stream()
                .filter(session -> session.bufferBytes() >= MUCH_BYTES)
                .min(Comparator.comparingLong(session -> session.movedNanos() - nowNanos));
        if (victim.isEmpty() || nowNanos - victim.get().movedNanos() < stillNanos) {
            return false;
        }
        logShedding(victim.get());
        victim.get().shed();
        return true;
    }

    /** One line is enough for a whole attack. */
    private void logShedding(Session victim) {
        boolean told = nowNanos - toldSheddingNanos < SHEDDING_LOG_NANOS;
        if (!told) {
            toldSheddingNanos = nowNanos;
        }
        LOGGER.log(
                told ? Level.DEBUG : Level.WARNING,
                "connections have the server hold more than max_buffer_bytes; closing those that have moved nothing "
                        + "for longest, beginning with {0} and its {1} bytes",
                victim,
                victim.bufferBytes());
    }

    /** Tells whether there is room for one more connection; those that have not shown the token give way. */
    private boolean hasRoomForOne() {
        if (sessions.size() < limits.maxConnections()) {
            toldFull = false;
            return true;
        }
        if (!strangers.isEmpty()) {
            close(strangers.iterator().next());
            return true;
        }
        if (!toldFull) {
            toldFull = true;
            LOGGER.log(
                    Level.WARNING,
                    "refusing connections: there are {0}, the most there may be (max_connections)",
                    sessions.size());
        }
        return false;
    }

    private void open(SocketChannel channel) throws IOException {
        boolean room = hasRoomForOne();
        if (!room && sessions.size() >= limits.maxConnections() + MAX_REFUSED) {
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
                    "the server has " + limits.maxConnections()
                            + " connections, the most it may (max_connections); close some, or raise the limit");
        } else if (settings.token() != null) {
            strangers.add(session);
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
            toldNotAccepting = false;
            open(channel);
        } catch (IOException e) {
            // Out of file descriptors, most likely: without a pause this would spin.
            if (!toldNotAccepting) {
                toldNotAccepting = true;
                LOGGER.log(Level.WARNING, "cannot accept connections, trying again and again", e);
            }
            listener.pause();
            if (channel != null) {
                closeQuietly(channel);
            }
        }
    }

    void close(Session session) {
        if (sessions.remove(session)) {
            strangers.remove(session);
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
