package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.Server;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker that keeps everything in memory, as ours does, in a child process: no journal, paging, security. */
public final class ArtemisService implements ChildService {
    private final EmbeddedActiveMQ broker;
    private final int port;

    /** Starts a broker on a free port; takes no arguments. */
    public ArtemisService(String... none) throws Exception {
        port = Server.freePort();
        broker = start("tcp://127.0.0.1:" + port + "?protocols=CORE;tcpNoDelay=true");
    }

    /** Starts a broker in this JVM, reached without a socket. */
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
}
