package io.messaging.embedded.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.messaging.embedded.server.ConnectionLimits;
import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.ServerSettings;
import io.messaging.store.StoreLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class LinkKeeperTest {
    private static ServerSettings settings(int port) {
        return new ServerSettings(
                "127.0.0.1",
                port,
                false,
                null,
                1 << 20,
                StoreLimits.NONE,
                new ConnectionLimits(100, 0, 100, 10_000, 16 << 20),
                InstantSource.system());
    }

    private static int freePort() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (MessageServer server = MessageServer.start(settings(0), any)) {
            return server.address().getPort();
        }
    }

    /** The backend's share in its own server must outlive the connections to it, or a hiccup would cost all messages. */
    @Test
    void aServerThatIsHostedHereOutlivesALostConnectionToIt() throws IOException {
        ClientSettings client = new ClientSettings(settings(freePort()), true, 5_000, false);
        LinkKeeper keeper = new LinkKeeper(
                new Connector(client), 5_000, new LinkEvents("here", Runnable::run), new VirtualCallers(Runnable::run));
        try {
            SocketLink first = (SocketLink) keeper.link(keeper.deadline());
            first.invalidate();
            ServerLink second = keeper.link(keeper.deadline());
            assertNotSame(first, second);
            assertEquals(first.identity(), second.identity());
        } finally {
            keeper.close();
        }
    }
}
