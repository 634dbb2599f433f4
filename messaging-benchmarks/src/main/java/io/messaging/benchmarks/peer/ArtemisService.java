package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.ServiceStarter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker that keeps everything in memory, as ours does: no journal, no paging, no security. */
final class ArtemisService implements ChildService {
    static final String NAME = "artemis-server";

    private final EmbeddedActiveMQ broker;
    private final int port;

    private ArtemisService(EmbeddedActiveMQ broker, int port) {
        this.broker = broker;
        this.port = port;
    }

    /** A broker in this JVM, reached without a socket. */
    static AutoCloseable startInVm() throws Exception {
        return start("vm://0")::stop;
    }

    private static EmbeddedActiveMQ start(String acceptor) throws Exception {
        AddressSettings unlimited = new AddressSettings().setMaxSizeBytes(-1).setMaxSizeMessages(-1);
        Configuration configuration = new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .setGlobalMaxSize(-1)
                .addAcceptorConfiguration("acceptor", acceptor)
                .addAddressSetting("#", unlimited);
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration);
        broker.start();
        return broker;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        Closing.closeAll(broker::stop);
    }

    /** Starts it. */
    @AutoService(ServiceStarter.class)
    public static final class Starter implements ServiceStarter {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public ChildService start(List<String> arguments) throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            return new ArtemisService(
                    ArtemisService.start("tcp://127.0.0.1:" + port + "?protocols=CORE;tcpNoDelay=true"), port);
        }
    }
}
