package io.messaging.embedded.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server of ours that knows the handshake, and no other command. */
public final class OlderServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    public OlderServer() throws IOException {
        daemon(() -> {
            while (true) {
                Socket socket = listener.accept();
                daemon(() -> answer(socket));
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // the end of the test
                    }
                },
                "older-server");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Socket socket) throws IOException {
        try (socket;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String answer = switch (line.split(" ")[0]) {
                    case "HELLO" -> "OK HELLO older 2 8388608";
                    case "PING" -> "PONG";
                    default -> "ERROR UNKNOWN_COMMAND unknown command";
                };
                socket.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
