package io.messaging.embedded.python;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A server that speaks the Python framework's dialect and nothing else: our additions are unknown commands to it, its
 * "since" compares milliseconds, and a line above 64 KiB breaks the connection. Its state is guarded by its monitor.
 */
public final class PythonServer implements AutoCloseable {
    private static final int MAX_LINE_CHARS = 64 * 1024;

    private final ServerSocket listener;
    private final Map<String, Map<GemstoneId, Message>> topics = new LinkedHashMap<>();
    private final Map<String, Map<GemstoneId, Message>> namespaces = new LinkedHashMap<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    public PythonServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "python-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection(listener.accept());
                connections.add(connection);
                Thread thread = new Thread(connection::run, "python-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    /** How many subscriptions the connections have to a topic. */
    public long subscriptionsTo(String topic) {
        return connections.stream()
                .filter(connection -> connection.topics.contains(topic))
                .count();
    }

    private synchronized String answer(Connection connection, List<String> words) throws IOException {
        String command = words.isEmpty() ? "" : words.get(0).toUpperCase(Locale.ROOT);
        return switch (command + "/" + (words.size() - 1)) {
            case "PING/0" -> "PONG";
            case "STORE_MESSAGE/3" -> store(words.get(1), words.get(2), Message.fromJson(words.get(3)));
            case "GET_MESSAGES/1" -> list(inTopic(words.get(1)));
            case "GET_MESSAGES_SINCE/2" -> {
                long since = GemstoneId.parse(words.get(2)).epochMillis();
                yield list(inTopic(words.get(1)).stream()
                        .filter(message -> message.timestampMillis() > since)
                        .toList());
            }
            case "GET_MESSAGES_BY_ID/2" -> list(byId(words.get(1), words.get(2)));
            case "SUBSCRIBE/1" -> {
                connection.topics.add(words.get(1));
                yield "OK SUBSCRIBED " + PythonPeer.word(words.get(1));
            }
            case "UNSUBSCRIBE/1" -> {
                connection.topics.remove(words.get(1));
                yield "OK UNSUBSCRIBED " + PythonPeer.word(words.get(1));
            }
            default -> "ERROR Unknown command: " + command;
        };
    }

    private String store(String namespace, String topic, Message message) throws IOException {
        if (topics.computeIfAbsent(topic, name -> new LinkedHashMap<>()).putIfAbsent(message.id(), message) == null) {
            namespaces.computeIfAbsent(namespace, name -> new LinkedHashMap<>()).put(message.id(), message);
            for (Connection connection : connections) {
                if (connection.topics.contains(topic)) {
                    connection.send("MESSAGE " + PythonPeer.word(topic) + " " + PythonPeer.word(message.toJson()));
                }
            }
        }
        return "OK STORED";
    }

    private List<Message> inTopic(String topic) {
        List<Message> messages =
                new ArrayList<>(topics.getOrDefault(topic, Map.of()).values());
        messages.sort(Comparator.comparing(Message::id));
        return messages;
    }

    private List<Message> byId(String namespace, String ids) {
        Map<GemstoneId, Message> messages = namespaces.getOrDefault(namespace, Map.of());
        return Arrays.stream(ids.replaceAll("[\\[\\] ]", "").split(","))
                .map(GemstoneId::parse)
                .filter(messages::containsKey)
                .map(messages::get)
                .toList();
    }

    private static String list(List<Message> messages) {
        return "MESSAGES "
                + PythonPeer.word(messages.stream().map(Message::toJson).collect(Collectors.joining(", ", "[", "]")));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    private final class Connection {
        private final Socket socket;
        private final Set<String> topics = ConcurrentHashMap.newKeySet();

        Connection(Socket socket) {
            this.socket = socket;
        }

        void run() {
            try (socket) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                String line = in.readLine();
                while (line != null && line.length() < MAX_LINE_CHARS) {
                    send(answer(this, PythonPeer.wordsOf(line)));
                    line = in.readLine();
                }
            } catch (IOException closed) {
                // the end of the connection
            } finally {
                connections.remove(this);
            }
        }

        synchronized void send(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
