package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.TcpProxy;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who listens is notified of each loss and of its end, once. */
class ConnectionListenerIT {
    @Test
    void aLossAndItsEndAreNotifiedOnce() throws InterruptedException {
        BlockingQueue<ConnectionChange> changes = new LinkedBlockingQueue<>();
        ConnectionListener listener = changes::add;
        try (RedisProcess server = RedisProcess.start();
                TcpProxy proxy = new TcpProxy(server.port());
                MessagingBackend backend = Configs.open(proxy.port())) {
            backend.addConnectionListener(listener);
            backend.addConnectionListener(listener);
            backend.ping();
            proxy.cut();
            assertEquals(ConnectionChange.Kind.LOST, next(changes).kind());
            assertEquals(ConnectionChange.Kind.RESUMED, next(changes).kind());
            backend.ping();

            backend.removeConnectionListener(listener);
            proxy.cut();
            backend.ping();
        }
        assertNull(changes.poll(), "neither a second call, nor one after the removal, nor one for the close");
    }

    private static ConnectionChange next(BlockingQueue<ConnectionChange> changes) throws InterruptedException {
        return changes.poll(60, TimeUnit.SECONDS);
    }
}
