package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.Server;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** An Artemis broker in a child process, in memory or with a journal: no paging, no security. */
public final class ArtemisService implements ChildService {
    private static final int PROBE_WRITES = 100;
    private static final int PROBE_BYTES = 4_096;

    private final EmbeddedActiveMQ broker;
    private final int port;

    /** What a message waits for that is stored. */
    enum Journal {
        /** There is no journal. */
        NONE,
        /** Until it is handed to the operating system. */
        WRITTEN,
        /** Until it is forced to the disk. */
        FORCED
    }

    /** Starts a broker on a free port: without arguments in memory, else with a journal in the folder of the first. */
    public ArtemisService(String... arguments) throws Exception {
        port = Server.freePort();
        Configuration configuration = inMemory("tcp://127.0.0.1:" + port + "?protocols=CORE;tcpNoDelay=true");
        if (arguments.length > 0) {
            keep(configuration, Path.of(arguments[0]), Journal.valueOf(arguments[1]));
        }
        broker = start(configuration);
    }

    /** Starts a broker in this JVM, reached without a socket. */
    static AutoCloseable startInVm() throws Exception {
        return start(inMemory("vm://0"))::stop;
    }

    private static Configuration inMemory(String acceptor) throws Exception {
        AddressSettings unlimited = new AddressSettings().setMaxSizeBytes(-1).setMaxSizeMessages(-1);
        return new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setMaxDiskUsage(-1)
                .setGlobalMaxSize(-1)
                .addAcceptorConfiguration("acceptor", acceptor)
                .addAddressSetting("#", unlimited);
    }

    /** The journal gathers writes for as long as the disk takes for one, which is what its own set-up program measures. */
    private static void keep(Configuration configuration, Path folder, Journal journal) throws IOException {
        int gatherNanos = forcedWriteNanos(folder.resolve("probe"));
        configuration
                .setPersistenceEnabled(true)
                .setJournalDatasync(journal == Journal.FORCED)
                .setJournalBufferTimeout_AIO(gatherNanos)
                .setJournalBufferTimeout_NIO(gatherNanos)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                .setPagingDirectory(folder.resolve("paging").toString());
    }

    private static int forcedWriteNanos(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(PROBE_WRITES * PROBE_BYTES), 0);
            channel.force(true);
            long start = System.nanoTime();
            for (int i = 0; i < PROBE_WRITES; i++) {
                channel.write(ByteBuffer.allocate(PROBE_BYTES), (long) i * PROBE_BYTES);
                channel.force(false);
            }
            return Math.toIntExact((System.nanoTime() - start) / PROBE_WRITES);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static EmbeddedActiveMQ start(Configuration configuration) throws Exception {
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
