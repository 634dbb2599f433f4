package io.messaging.testing.observed;

import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Reports to a test in another process, one line of JSON per call, and waits for the answer, so that the recording
 * keeps the order of events. Once the test has ended, reports are dropped.
 *
 * <p>Thread-safe: a connection is used by one thread at a time.
 */
final class RemoteObserver implements Observer {
    private record Connection(Socket socket, BufferedReader in, BufferedWriter out) {
        static Connection open(int port) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            return new Connection(
                    socket,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)),
                    new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8)));
        }

        long ask(String request) throws IOException {
            out.write(request);
            out.write('\n');
            out.flush();
            String answer = in.readLine();
            if (answer == null) {
                throw new IOException("the test has ended");
            }
            return Long.parseLong(answer);
        }
    }

    private final int port;
    private final String space;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean gone;

    RemoteObserver(int port, String space) {
        this.port = port;
        this.space = space;
    }

    private long ask(long otherwise, String operation, Object... namesAndValues) {
        if (gone) {
            return otherwise;
        }
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("id", 0); // makes it a message: the public way to convert a map to JSON and back
        request.put("space", space);
        request.put("operation", operation);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        try {
            Connection connection = idle.poll();
            if (connection == null) {
                connection = Connection.open(port);
            }
            long answer = connection.ask(Message.fromFields(request).toJson());
            idle.addFirst(connection);
            return answer;
        } catch (IOException e) {
            gone = true;
            System.getLogger(RemoteObserver.class.getName())
                    .log(System.Logger.Level.DEBUG, "the test no longer observes this process", e);
            return otherwise;
        }
    }

    @Override
    public long opened(String process, String where) {
        return ask(0, "opened", "process", process, "where", where);
    }

    @Override
    public void closed(long backend) {
        ask(0, "closed", "backend", backend);
    }

    @Override
    public long storing(long backend, String thread, String topic, Message message) {
        return ask(0, "storing", "backend", backend, "thread", thread, "topic", topic, "message", message.toJson());
    }

    @Override
    public long subscribing(
            long backend, String topic, String clientId, String group, GemstoneId startsAfter, String where) {
        return ask(
                0,
                "subscribing",
                "backend",
                backend,
                "topic",
                topic,
                "client",
                clientId,
                "group",
                group,
                "after",
                startsAfter == null ? null : startsAfter.toString(),
                "where",
                where);
    }

    @Override
    public void subscribed(long subscription) {
        ask(0, "subscribed", "subscription", subscription);
    }

    @Override
    public void unsubscribed(long subscription) {
        ask(0, "unsubscribed", "subscription", subscription);
    }

    @Override
    public void marked(long subscription) {
        ask(0, "marked", "subscription", subscription);
    }

    @Override
    public int timesToDeliver(long subscription, Message message) {
        return (int) ask(1, "times", "subscription", subscription, "message", message.toJson());
    }

    @Override
    public long handling(long subscription, String thread, Message message) {
        return ask(0, "handling", "subscription", subscription, "thread", thread, "message", message.toJson());
    }

    @Override
    public void handlerFailed(long event, Throwable failure) {
        ask(0, "handlerFailed", "event", event, "failure", SafeLog.describe(failure));
    }

    @Override
    public void delivered(long subscription, Message message) {
        ask(
                0,
                "delivered",
                "subscription",
                subscription,
                "delivered",
                message.id().toString());
    }

    @Override
    public void finished(long event, String failure) {
        ask(0, "finished", "event", event, "failure", failure);
    }
}
