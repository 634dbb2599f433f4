package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.messaging.embedded.server.MessageServer;
import io.messaging.embedded.server.core.ConnectionLimits;
import io.messaging.embedded.server.core.ServerSettings;
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

    /** The share in a hosted server must outlive the connections to it, or a broken one would cost all messages. */
    @Test
    void aServerThatIsHostedHereOutlivesALostConnectionToIt() throws IOException {
        ClientSettings client = new ClientSettings(settings(freePort()), true, 5_000, false);
        LinkKeeper keeper =
                new LinkKeeper(client, new LinkEvents("here", Runnable::run), new VirtualCallers(Runnable::run));
        try {
            ServerLink first = keeper.link(keeper.deadline());
            first.invalidate();
            ServerLink second = keeper.link(keeper.deadline());
            assertNotSame(first, second);
            assertEquals(first.identity(), second.identity());
        } finally {
            keeper.close();
        }
    }
}
