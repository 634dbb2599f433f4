package io.messaging.embedded.client;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Requests;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.protocol.Words;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/** Finds out who listens on a port: our server, one that speaks the plain dialect, or a stranger. Thread-safe. */
final class Identification {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final InetSocketAddress address;
    private final AnswerWatch watch;
    private final Token token;

    /** Takes where to connect, and the token to prove; null for none. */
    Identification(InetSocketAddress address, AnswerWatch watch, Token token) {
        this.address = address;
        this.watch = watch;
        this.token = token;
    }

    /** An open connection, and who is at its other end. */
    record Identified(WireConnection connection, ServerIdentity identity) {}

    /**
     * Connects and asks.
     *
     * @throws IOException when nobody is there
     * @throws MessagingConnectionException when it is a stranger
     * @throws MessagingConfigurationException when it and this client do not have the same token
     */
    Identified connect(Deadline deadline) throws IOException {
        WireConnection connection = WireConnection.open(address, watch, deadline);
        boolean identified = false;
        try {
            connection.in().maxLineBytes(MAX_ANSWER_BYTES);
            ServerIdentity identity = identify(connection, deadline);
            connection.in().maxLineBytes(1 << 30);
            connection.noLimit();
            identified = true;
            return new Identified(connection, identity);
        } catch (SocketTimeoutException e) {
            throw stranger("did not answer in time", e);
        } catch (ProtocolException e) {
            throw stranger("gave " + e.getMessage(), e);
        } finally {
            if (!identified) {
                connection.close();
            }
        }
    }

    private ServerIdentity identify(WireConnection connection, Deadline deadline)
            throws IOException, ProtocolException {
        connection.limitSilence(deadline.millisLeft());
        try {
            if (token != null) {
                TokenExchange.run(connection, token, place());
                connection.limitSilence(deadline.millisLeft());
            }
            Requests.hello(connection.request());
            connection.send();
            Words hello = connection.in().expect("OK");
            if (hello.count() < 5 || !hello.text(1).equals("HELLO")) {
                throw stranger("answered HELLO with '" + hello.shown() + "'", null);
            }
            int version = (int) Math.min(Replies.VERSION, hello.unsignedNumber(3, "the version"));
            return new ServerIdentity(hello.text(2), version, hello.unsignedNumber(4, "the largest message"));
        } catch (ServerErrorException e) {
            if (e.isUnauthorized()) {
                throw new MessagingConfigurationException(place() + " refused: " + e.getMessage(), e);
            }
            if (e.isTooMany()) {
                throw new TooManyConnectionsException(e.getMessage());
            }
            return plain(connection, deadline);
        }
    }

    private ServerIdentity plain(WireConnection connection, Deadline deadline) throws IOException, ProtocolException {
        connection.limitSilence(deadline.millisLeft());
        Requests.ping(connection.request());
        connection.send();
        try {
            connection.in().expect("PONG");
            return ServerIdentity.PLAIN;
        } catch (ServerErrorException e) {
            throw stranger("answered PING with ERROR " + e.getMessage(), e);
        }
    }

    private String place() {
        return address.getHostString() + ":" + address.getPort();
    }

    private MessagingConnectionException stranger(String what, Throwable cause) {
        return new MessagingConnectionException(
                "what listens on " + place() + " is no messaging server: it " + what
                        + "; stop that program, or give another 'port'",
                cause);
    }
}
