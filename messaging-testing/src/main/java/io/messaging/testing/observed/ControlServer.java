package io.messaging.testing.observed;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.support.Daemons;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receives the reports of child processes; see {@link RemoteObserver}. One serves all tests of a run. Thread-safe: one
 * thread per connection, since a call may wait.
 */
public final class ControlServer implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(ControlServer.class.getName());

    private final ServerSocket acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    public ControlServer() {
        try {
            acceptor = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback for child processes", e);
        }
        Daemons.start("messaging-testing-control", this::accept);
    }

    public int port() {
        return acceptor.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = acceptor.accept();
                connections.add(socket);
                Daemons.start("messaging-testing-control-" + socket.getPort(), () -> serve(socket));
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "no longer accepting child processes", e);
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter out =
                        new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8))) {
            socket.setTcpNoDelay(true);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(Long.toString(answer(Message.fromJson(line).fieldsByName())));
                out.write('\n');
                out.flush();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, "lost the connection of a child process", e);
        } finally {
            connections.remove(socket);
        }
    }

    private static long answer(Map<String, Object> request) throws IOException {
        TestHub hub = TestHub.find((String) request.get("space"));
        if (hub == null) {
            throw new IOException("the test " + request.get("space") + " has ended");
        }
        return switch ((String) request.get("operation")) {
            case "opened" -> hub.opened(text(request, "process"), text(request, "where"));
            case "closed" -> done(() -> hub.closed(number(request, "backend")));
            case "storing" ->
                hub.storing(
                        number(request, "backend"), text(request, "thread"), text(request, "topic"), message(request));
            case "subscribing" ->
                hub.subscribing(
                        number(request, "backend"),
                        text(request, "topic"),
                        text(request, "client"),
                        text(request, "group"),
                        id(request, "after"),
                        text(request, "where"));
            case "subscribed" -> done(() -> hub.subscribed(number(request, "subscription")));
            case "unsubscribed" -> done(() -> hub.unsubscribed(number(request, "subscription")));
            case "marked" -> done(() -> hub.marked(number(request, "subscription")));
            case "delivered" -> done(() -> hub.delivered(number(request, "subscription"), id(request, "delivered")));
            case "times" -> hub.timesToDeliver(number(request, "subscription"), message(request));
            case "handling" -> hub.handling(number(request, "subscription"), text(request, "thread"), message(request));
            case "handlerFailed" ->
                done(() -> hub.handlerFailed(number(request, "event"), text(request, "failure"), null));
            case "finished" -> done(() -> hub.finished(number(request, "event"), text(request, "failure")));
            default -> throw new IOException("unknown operation in " + request);
        };
    }

    private static long done(Runnable operation) {
        operation.run();
        return 0;
    }

    private static String text(Map<String, Object> request, String name) {
        return (String) request.get(name);
    }

    private static long number(Map<String, Object> request, String name) {
        return ((Number) request.get(name)).longValue();
    }

    private static GemstoneId id(Map<String, Object> request, String name) {
        String id = text(request, name);
        return id == null ? null : GemstoneId.parse(id);
    }

    private static Message message(Map<String, Object> request) {
        return Message.fromJson(text(request, "message"));
    }

    @Override
    public void close() {
        Daemons.closeQuietly(acceptor);
        connections.forEach(Daemons::closeQuietly);
    }
}
