package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.ServiceStarter;
import io.messaging.embedded.EmbeddedServer;
import java.util.List;

/** Our server in a child process. */
final class EmbeddedService implements ChildService {
    static final String NAME = "embedded-server";

    private final EmbeddedServer server = EmbeddedServer.start();

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }

    /** Starts it. */
    @AutoService(ServiceStarter.class)
    public static final class Starter implements ServiceStarter {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public ChildService start(List<String> arguments) {
            return new EmbeddedService();
        }
    }
}
