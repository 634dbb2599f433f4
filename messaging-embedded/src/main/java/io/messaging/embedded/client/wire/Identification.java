package io.messaging.embedded.client.wire;

import io.messaging.administration.Origin;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.RawJson;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.protocol.Words;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Instant;

/** Finds out who listens on a port: our server, one that speaks the Python dialect, or another program. Thread-safe. */
public final class Identification {
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final InetSocketAddress address;
    private final AnswerWatch watch;
    private final Token token;

    /** Takes where to connect, and the token to prove; null for none. */
    public Identification(InetSocketAddress address, AnswerWatch watch, Token token) {
        this.address = address;
        this.watch = watch;
        this.token = token;
    }

    /** An open connection, who is at its other end, and how to speak to it. */
    record Identified(WireConnection connection, ServerIdentity identity, Dialect dialect) {}

    /**
     * Connects and asks.
     *
     * @throws IOException when nothing listens there
     * @throws MessagingConnectionException when it is no messaging server
     * @throws MessagingConfigurationException when it and this client do not have the same token
     */
    Identified connect(Deadline deadline) throws IOException {
        WireConnection connection = WireConnection.open(address, watch, deadline);
        boolean identified = false;
        try {
            connection.in().maxLineBytes(MAX_ANSWER_BYTES);
            Identified answer = identify(connection, deadline);
            connection.in().maxLineBytes(1 << 30);
            connection.noLimit();
            identified = true;
            return answer;
        } catch (SocketTimeoutException e) {
            throw new MessagingConnectionException(
                    "what listens on " + place()
                            + " did not answer in time: it is not a messaging server, or one that is suspended or"
                            + " still reads its data directory; give another 'port', or raise request_timeout_millis",
                    e);
        } catch (ProtocolException e) {
            throw notAServer("gave " + e.getMessage(), e);
        } finally {
            if (!identified) {
                connection.close();
            }
        }
    }

    private Identified identify(WireConnection connection, Deadline deadline) throws IOException, ProtocolException {
        connection.limitSilence(deadline.millisLeft());
        try {
            if (token != null) {
                TokenExchange.run(connection, token, place());
                connection.limitSilence(deadline.millisLeft());
            }
            Origin own = Origin.ofThisProcess(Instant.EPOCH); // the server knows since when
            connection
                    .request()
                    .word("HELLO")
                    .number(Replies.VERSION)
                    .number(own.processId())
                    .text(own.host())
                    .end();
            Words hello = connection.ask("OK");
            if (hello.count() < 5 || !hello.text(1).equals("HELLO")) {
                throw notAServer("answered HELLO with '" + hello.shown() + "'", null);
            }
            int version = (int) Math.min(Replies.VERSION, hello.unsignedNumber(3, "the version"));
            ServerIdentity identity = new ServerIdentity(
                    hello.text(2),
                    hello.unsignedNumber(4, "the largest message"),
                    hello.count() > 5 ? hello.text(5) : "");
            return new Identified(connection, identity, new OwnDialect(version >= RawJson.SINCE_VERSION));
        } catch (ServerErrorException e) {
            if (e.isUnauthorized()) {
                throw new MessagingConfigurationException(place() + " refused: " + e.getMessage(), e);
            }
            if (e.isTooMany()) {
                throw new TooManyConnectionsException(e.getMessage());
            }
            return python(connection, deadline);
        }
    }

    private Identified python(WireConnection connection, Deadline deadline) throws IOException, ProtocolException {
        connection.limitSilence(deadline.millisLeft());
        connection.request().word("PING").end();
        try {
            connection.ask("PONG");
            return new Identified(connection, ServerIdentity.UNKNOWN, new PythonDialect());
        } catch (ServerErrorException e) {
            throw notAServer("answered PING with ERROR " + e.getMessage(), e);
        }
    }

    private String place() {
        return address.getHostString() + ":" + address.getPort();
    }

    private MessagingConnectionException notAServer(String what, Throwable cause) {
        return new MessagingConnectionException(
                "what listens on " + place() + " is not a messaging server: it " + what
                        + "; stop that program, or give another 'port'",
                cause);
    }
}
