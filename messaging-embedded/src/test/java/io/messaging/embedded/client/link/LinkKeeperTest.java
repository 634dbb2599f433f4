package io.messaging.embedded.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.embedded.server.core.ServerSettings;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import io.messaging.spi.connection.ConnectionListeners;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkKeeperTest {
    private static ServerSettings settings(int port) {
        List<FactoryOption<?>> options = new ArrayList<>(ClientSettings.options());
        options.removeIf(option -> option.name().equals(ServerOptions.PORT.name()));
        options.add(ServerOptions.PORT); // from 0
        Map<String, Object> given = Map.of("port", port, "in_process", false, "request_timeout_millis", 5_000);
        return new ServerSettings(OptionValues.check("test", options, given), null, InstantSource.system());
    }

    /** The share in a hosted server must outlive the connections to it, or a broken one would cost all messages. */
    @Test
    void aServerThatIsHostedHereOutlivesALostConnectionToIt() throws IOException {
        ClientSettings client = new ClientSettings(settings(Ports.free()));
        LinkKeeper keeper = new LinkKeeper(
                client,
                new LinkEvents("here", new ConnectionListeners(Runnable::run)),
                new VirtualCallers(Runnable::run));
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
