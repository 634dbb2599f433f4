package io.messaging.embedded.client;

import io.messaging.backend.DurableClient;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.DurableClientJson;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Requests;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The way to a server over sockets. The calling thread writes the request and reads the reply itself, on a pooled
 * connection that is its own meanwhile. Thread-safe.
 */
final class SocketLink implements ServerLink {
    /** So often a server of the plain dialect may break the connection on a request that may be too long for it. */
    private static final int MAX_FAILURES = 3;

    private static final int PLAIN_LINE_BYTES = 64 * 1024;

    private final ConnectionPool pool;
    private final ServerIdentity identity;
    private final HostedServers.Lease lease;
    private final int timeoutMillis;
    private volatile boolean usable = true;

    private SocketLink(ConnectionPool pool, ServerIdentity identity, HostedServers.Lease lease, int timeoutMillis) {
        this.pool = pool;
        this.identity = identity;
        this.lease = lease;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Connects.
     *
     * @throws IOException when nobody is there
     * @throws MessagingConnectionException when a stranger is
     */
    static SocketLink open(
            Identification identification, HostedServers.Lease lease, int timeoutMillis, Deadline deadline)
            throws IOException {
        Identification.Identified first = identification.connect(deadline);
        ConnectionPool pool = new ConnectionPool(identification, first.identity());
        pool.giveBack(first.connection());
        return new SocketLink(pool, first.identity(), lease, timeoutMillis);
    }

    /** A connection of the caller's own has broken, so this link is to be replaced, which finds out who is there. */
    void invalidate() {
        usable = false;
    }

    /** Opens a connection that the caller keeps. */
    WireConnection openConnection(Deadline deadline) throws LinkLostException {
        return lostMeansUnusable(() -> pool.open(deadline));
    }

    @FunctionalInterface
    private interface Opening {
        WireConnection open() throws LinkLostException;
    }

    private WireConnection lostMeansUnusable(Opening opening) throws LinkLostException {
        try {
            return opening.open();
        } catch (LinkLostException e) {
            usable = false;
            throw e;
        }
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T run(WireConnection connection) throws IOException, ProtocolException, ServerErrorException;
    }

    private <T> T exchange(Deadline deadline, Exchange<T> exchange) throws LinkLostException {
        int failures = 0;
        while (true) {
            WireConnection connection = pool.pollIdle();
            boolean fresh = connection == null;
            if (fresh) {
                connection = openConnection(deadline);
            }
            try {
                return exchangeOn(connection, exchange, deadline);
            } catch (IOException e) {
                pool.closeIdle(); // one broke, so the others probably have as well
                if (fresh && !isTooLongFor(connection)) {
                    throw new LinkLostException("the connection broke (" + e.getMessage() + ")", e);
                }
                failures += fresh ? 1 : 0;
                if (failures >= MAX_FAILURES || deadline.isPassed()) {
                    throw new MessagingConnectionException(
                            "the server breaks the connection on this request of " + connection.requestBytes()
                                    + " bytes (" + e.getMessage()
                                    + "); a server of the plain dialect takes lines of 64 KiB at most",
                            e);
                }
            }
        }
    }

    private boolean isTooLongFor(WireConnection connection) {
        return identity.isPlain() && connection.requestBytes() > PLAIN_LINE_BYTES;
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
        } catch (SocketTimeoutException e) {
            pool.closeIdle(); // who does not answer here may not answer there, and each would cost its own time
            throw new MessagingTimeoutException(
                    "no answer within " + timeoutMillis + " ms (request_timeout_millis); the server is busy or stuck, "
                            + "and storing the same message again is harmless",
                    e);
        } catch (ProtocolException e) {
            throw new MessagingConnectionException("the server gave " + e.getMessage(), e);
        } finally {
            connection.noLimit();
            if (clean) {
                pool.giveBack(connection);
            } else {
                connection.close();
            }
        }
    }

    private List<Message> readMessages(WireConnection connection)
            throws IOException, ProtocolException, ServerErrorException {
        connection.send();
        return connection.in().readMessages();
    }

    @Override
    public boolean isUsable() {
        return usable;
    }

    @Override
    public ServerIdentity identity() {
        return identity;
    }

    @Override
    public void store(String namespace, String topic, Message message, Deadline deadline) throws LinkLostException {
        exchange(deadline, new Exchange<Integer>() {
            private boolean again = deadline.again();

            @Override
            public Integer run(WireConnection connection) throws IOException, ProtocolException, ServerErrorException {
                if (again) {
                    Requests.storeAgain(connection.request(), namespace, topic, message);
                } else {
                    Requests.store(connection.request(), namespace, topic, message, identity.takesRaw());
                }
                again = true; // for the next connection, if this one breaks
                connection.send();
                return connection.in().expect("OK").count();
            }
        });
    }

    @Override
    public List<Message> messages(String topic, Deadline deadline) throws LinkLostException {
        List<Message> messages = exchange(deadline, connection -> {
            Requests.messages(connection.request(), topic);
            return readMessages(connection);
        });
        if (identity.isPlain()) {
            messages.sort(Comparator.comparing(Message::id));
        }
        return messages;
    }

    /** A plain server's answer to "since" may lack messages of the same millisecond, so there all are asked for. */
    @Override
    public List<Message> messagesSince(String topic, GemstoneId since, Deadline deadline) throws LinkLostException {
        if (identity.isPlain()) {
            List<Message> found = new ArrayList<>(messages(topic, deadline));
            found.removeIf(message -> !isLater(message, since));
            return found;
        }
        return exchange(deadline, connection -> {
            Requests.messagesSince(connection.request(), topic, since);
            return readMessages(connection);
        });
    }

    private static boolean isLater(Message message, GemstoneId since) {
        return since.bits() == 0 || message.id().chronologicalKey() > since.chronologicalKey();
    }

    @Override
    public Optional<Message> next(String topic, GemstoneId since, Deadline deadline) throws LinkLostException {
        if (identity.isPlain()) {
            return messages(topic, deadline).stream()
                    .filter(message -> isNext(message.id(), since))
                    .min(Comparator.comparing(Message::id, SocketLink::chronologically));
        }
        return exchange(deadline, connection -> {
                    Requests.next(connection.request(), topic, since);
                    return readMessages(connection);
                })
                .stream()
                .findFirst();
    }

    private static boolean isNext(GemstoneId id, GemstoneId since) {
        return since.bits() == 0 || chronologically(id, since) > 0;
    }

    /** Ids of different priority can share a chronological key; the whole id then decides, as on the server. */
    private static int chronologically(GemstoneId a, GemstoneId b) {
        int byTime = Long.compare(a.chronologicalKey(), b.chronologicalKey());
        return byTime != 0 ? byTime : a.compareTo(b);
    }

    @Override
    public List<Message> messagesById(String namespace, List<GemstoneId> ids, Deadline deadline)
            throws LinkLostException {
        return exchange(deadline, connection -> {
            Requests.messagesById(connection.request(), namespace, ids);
            return readMessages(connection);
        });
    }

    /** A plain server does not tell. */
    @Override
    public List<Subscriber> subscribers(String namespace, Deadline deadline) throws LinkLostException {
        if (identity.isPlain()) {
            return List.of();
        }
        String json = ask(deadline, out -> Requests.listSubscribers(out, namespace));
        return JsonText.parseArray(json).stream().map(SocketLink::subscriber).toList();
    }

    /** Sends a request whose answer is {@code OK}, a word that says what it is, and a word to read. */
    private String ask(Deadline deadline, Consumer<LineWriter> request) throws LinkLostException {
        return exchange(deadline, connection -> {
            request.accept(connection.request());
            connection.send();
            return connection.in().expect("OK").text(2);
        });
    }

    @Override
    public List<DurableClient> durableClients(Deadline deadline) throws LinkLostException {
        requireDurable();
        return JsonText.parseArray(ask(deadline, Requests::listClients)).stream()
                .map(item -> DurableClientJson.of((Map<?, ?>) item))
                .toList();
    }

    @Override
    public boolean forget(String clientId, Deadline deadline) throws LinkLostException {
        requireDurable();
        return Boolean.parseBoolean(ask(deadline, out -> Requests.forget(out, clientId)));
    }

    @Override
    public void requeue(Message deadLetter, Deadline deadline) throws LinkLostException {
        requireDurable();
        try {
            exchange(deadline, connection -> {
                Requests.requeue(connection.request(), deadLetter);
                connection.send();
                return connection.in().expect("OK").count();
            });
        } catch (MessagingException e) {
            if (e.getCause() instanceof ServerErrorException refused && refused.isInvalid()) {
                throw new IllegalArgumentException(refused.getMessage(), e);
            }
            throw e;
        }
    }

    private void requireDurable() {
        if (identity.isPlain()) {
            throw new MessagingException("the server speaks the plain dialect and keeps no durable clients; run one of "
                    + "this library's (./messaging serve)");
        }
    }

    private static Subscriber subscriber(Object item) {
        Map<?, ?> tree = (Map<?, ?>) item;
        return new Subscriber(
                (String) tree.get("topic"),
                (String) tree.get("client_id"),
                (String) tree.get("namespace"),
                Boolean.TRUE.equals(tree.get("connected")));
    }

    @Override
    public Map<String, Object> stats(Deadline deadline) throws LinkLostException {
        String json = ask(deadline, Requests::stats);
        return JsonText.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long clear(String topic, Deadline deadline) throws LinkLostException {
        if (identity.isPlain()) {
            throw new MessagingException("the server speaks the plain dialect and cannot clear; restart it instead");
        }
        return exchange(deadline, connection -> {
            Requests.clear(connection.request(), topic);
            connection.send();
            return connection.in().expect("OK").unsignedNumber(2, "the count");
        });
    }

    @Override
    public void ping(Deadline deadline) throws LinkLostException {
        exchange(deadline, connection -> {
            Requests.ping(connection.request());
            connection.send();
            return connection.in().expect("PONG").count();
        });
    }

    @Override
    public void close() {
        usable = false;
        pool.close();
        lease.close();
    }
}
