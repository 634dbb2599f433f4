package io.messaging.bus;

import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A server that knows what the Python framework's knows of storing, reading topics and subscribing, and nothing of ours. */
final class PlainServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, List<Message>> topics = new ConcurrentHashMap<>();
    private final Map<Socket, Set<String>> connections = new ConcurrentHashMap<>();

    PlainServer() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "plain-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.put(connection, ConcurrentHashMap.newKeySet());
                start(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the end of the test
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer(connection, line.strip().split(" +"));
            }
        } catch (IOException closed) {
            // the end of the connection
        } finally {
            connections.remove(connection);
        }
    }

    private synchronized void answer(Socket connection, String[] words) throws IOException {
        String topic = words.length > 1 ? decoded(words[1]) : "";
        switch (words[0] + "/" + (words.length - 1)) {
            case "PING/0" -> send(connection, "PONG");
            case "STORE_MESSAGE/3" -> {
                store(decoded(words[2]), Message.fromJson(decoded(words[3])));
                send(connection, "OK STORED");
            }
            case "GET_MESSAGES/1" ->
                send(
                        connection,
                        "MESSAGES "
                                + encoded(topics.getOrDefault(topic, List.of()).stream()
                                        .map(Message::toJson)
                                        .collect(Collectors.joining(",", "[", "]"))));
            case "SUBSCRIBE/1" -> {
                connections.get(connection).add(topic);
                send(connection, "OK SUBSCRIBED " + encoded(topic));
            }
            case "UNSUBSCRIBE/1" -> {
                connections.get(connection).remove(topic);
                send(connection, "OK UNSUBSCRIBED " + encoded(topic));
            }
            default -> send(connection, "ERROR Unknown command: " + words[0]);
        }
    }

    private void store(String topic, Message message) throws IOException {
        topics.computeIfAbsent(topic, name -> new ArrayList<>()).add(message);
        for (Map.Entry<Socket, Set<String>> connection : connections.entrySet()) {
            if (connection.getValue().contains(topic)) {
                send(connection.getKey(), "MESSAGE " + encoded(topic) + " " + encoded(message.toJson()));
            }
        }
    }

    private static void send(Socket connection, String line) throws IOException {
        connection.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return "JSON:" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String word) {
        return word.startsWith("JSON:")
                ? new String(Base64.getDecoder().decode(word.substring("JSON:".length())), StandardCharsets.UTF_8)
                : word;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections.keySet()) {
            connection.close();
        }
    }
}
