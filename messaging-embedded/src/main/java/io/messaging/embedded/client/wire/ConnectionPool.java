package io.messaging.embedded.client.wire;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.embedded.client.wire.Identification.Identified;
import io.messaging.embedded.protocol.ProtocolException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections to one server instance. A calling thread writes its request and reads the answer itself, on a
 * connection that is its own meanwhile; idle ones are kept, the latest used first. Thread-safe.
 */
public final class ConnectionPool {
    private static final int MAX_IDLE = 32;

    /** How often the server may break a connection on a request that may be too long for it. */
    private static final int MAX_FAILURES = 3;

    private final Identification identification;
    private final ServerIdentity identity;
    private final Dialect dialect;
    private final int timeoutMillis;
    private final ConcurrentLinkedDeque<WireConnection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idleCount = new AtomicInteger();
    private volatile boolean usable = true;
    private volatile boolean closed;

    /** A request and the reading of its answer; repeated on another connection when one breaks. */
    @FunctionalInterface
    public interface Exchange<T> {
        T run(WireConnection connection) throws IOException, ProtocolException, ServerErrorException;
    }

    private ConnectionPool(Identification identification, Identified first, int timeoutMillis) {
        this.identification = identification;
        this.identity = first.identity();
        this.dialect = first.dialect();
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Opens a first connection, and so finds out who is there.
     *
     * @throws IOException when there is no server
     * @throws MessagingConnectionException when it is no messaging server
     */
    public static ConnectionPool open(Identification identification, int timeoutMillis, Deadline deadline)
            throws IOException {
        Identified first = identification.connect(deadline);
        ConnectionPool pool = new ConnectionPool(identification, first, timeoutMillis);
        pool.giveBack(first.connection());
        return pool;
    }

    /** Returns who is at the other end. */
    public ServerIdentity identity() {
        return identity;
    }

    /** Returns how to speak to the server. */
    public Dialect dialect() {
        return dialect;
    }

    /** False once it is known that the server is gone. */
    public boolean isUsable() {
        return usable;
    }

    /** Has {@link #isUsable} be false from now on. */
    public void invalidate() {
        usable = false;
    }

    /** Opens a connection that the caller keeps, and makes sure that the same server answers. */
    public WireConnection open(Deadline deadline) throws ServerLostException {
        Identified opened;
        try {
            opened = identification.connect(deadline);
        } catch (IOException e) {
            usable = false;
            throw new ServerLostException("the server is gone (" + e.getMessage() + ")", e);
        }
        if (!opened.identity().id().equals(identity.id())) {
            opened.connection().close();
            usable = false;
            throw new ServerLostException("the server was replaced by another one", null);
        }
        return opened.connection();
    }

    /** Runs an exchange, again while it was an idle connection that broke. */
    public <T> T exchange(Deadline deadline, Exchange<T> exchange) throws ServerLostException {
        int failures = 0;
        while (true) {
            WireConnection connection = pollIdle();
            boolean fresh = connection == null;
            if (fresh) {
                connection = open(deadline);
            }
            try {
                return exchangeOn(connection, exchange, deadline);
            } catch (IOException e) {
                closeIdle(); // one broke, so the others probably have as well
                if (fresh && !dialect.mayBeTooLong(connection.requestBytes())) {
                    throw new ServerLostException("the connection broke (" + e.getMessage() + ")", e);
                }
                failures += fresh ? 1 : 0;
                if (failures >= MAX_FAILURES || deadline.isPassed()) {
                    throw new MessagingConnectionException(
                            "the server breaks the connection on this request of " + connection.requestBytes()
                                    + " bytes (" + e.getMessage()
                                    + "); a server that speaks the Python dialect takes lines of 64 KiB at most",
                            e);
                }
            }
        }
    }

    private <T> T exchangeOn(WireConnection connection, Exchange<T> exchange, Deadline deadline) throws IOException {
        boolean clean = false;
        try {
            connection.limitSilence(deadline.millisLeft());
            T result = exchange.run(connection);
            clean = true;
            return result;
        } catch (ServerErrorException e) {
            clean = true;
            throw e.toMessagingException();
        } catch (MessagingException e) {
            clean = true; // the dialect has no such command, and nothing was sent
            throw e;
        } catch (SocketTimeoutException e) {
            closeIdle(); // each of the others would probably time out as well
            throw new MessagingTimeoutException(
                    "no answer within " + timeoutMillis + " ms (request_timeout_millis); the server is busy or stuck, "
                            + "and storing the same message again is harmless",
                    e);
        } catch (ProtocolException e) {
            throw new MessagingConnectionException("the server gave " + e.getMessage(), e);
        } finally {
            connection.noLimit();
            if (clean) {
                giveBack(connection);
            } else {
                connection.close();
            }
        }
    }

    private WireConnection pollIdle() {
        WireConnection connection = idle.pollFirst();
        if (connection != null) {
            idleCount.decrementAndGet();
        }
        return connection;
    }

    private void giveBack(WireConnection connection) {
        if (idleCount.incrementAndGet() > MAX_IDLE) {
            idleCount.decrementAndGet();
            connection.close();
            return;
        }
        idle.addFirst(connection);
        if (closed) {
            closeIdle();
        }
    }

    private void closeIdle() {
        for (WireConnection connection = pollIdle(); connection != null; connection = pollIdle()) {
            connection.close();
        }
    }

    /** Closes what is idle, now and later. Idempotent. */
    public void close() {
        usable = false;
        closed = true;
        closeIdle();
    }
}
