package io.messaging.tck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ConnectionProxyTest {
    private ServerSocket server;
    private ConnectionProxy proxy;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        proxy = new ConnectionProxy(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesOnInBothDirections() throws IOException {
        try (Pair pair = connect()) {
            pair.verifyPasses();
        }
    }

    @Test
    void aCutEndsBothSides() throws IOException {
        try (Pair pair = connect()) {
            pair.verifyPasses();
            proxy.cut();
            assertThrows(IOException.class, () -> read(pair.client));
            assertThrows(IOException.class, () -> read(pair.accepted));
        }
    }

    @Test
    void newConnectionsWorkAfterACut() throws IOException {
        try (Pair first = connect()) {
            first.verifyPasses();
            proxy.cut();
        }
        try (Pair second = connect()) {
            second.verifyPasses();
        }
    }

    @Test
    void whenOneSideEndsTheOtherDoesToo() throws IOException {
        try (Pair pair = connect()) {
            pair.verifyPasses();
            pair.accepted.close();
            assertThrows(IOException.class, () -> read(pair.client));
        }
    }

    @Test
    void aServerThatIsNotThereIsAConnectionThatBreaks() throws IOException {
        server.close();
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            assertThrows(IOException.class, () -> read(client));
        }
    }

    @Test
    void aClosedProxyTakesNoConnections() throws IOException {
        int port = proxy.port();
        proxy.close();
        assertThrows(IOException.class, () -> new Socket(proxy.host(), port).close());
    }

    private Pair connect() throws IOException {
        Socket client = new Socket(proxy.host(), proxy.port());
        return new Pair(client, server.accept());
    }

    private static int read(Socket socket) throws IOException {
        return new DataInputStream(socket.getInputStream()).readInt();
    }

    private record Pair(Socket client, Socket accepted) implements AutoCloseable {
        void verifyPasses() throws IOException {
            new DataOutputStream(client.getOutputStream()).writeInt(1);
            assertEquals(1, read(accepted), "from the client to the server");
            new DataOutputStream(accepted.getOutputStream()).writeInt(2);
            assertEquals(2, read(client), "from the server to the client");
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
        }
    }
}
