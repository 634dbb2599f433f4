package io.messaging.benchmarks.local;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.peer.StoreClient;
import java.nio.file.Path;
import java.util.List;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;

/** Appends to mapped files of Chronicle Queue. What was appended survives this process; nothing is forced. Used by one thread. */
final class ChronicleStore implements StoreClient {
    /** What the JVMs need that use it, according to its manual. */
    static final List<String> JVM_OPTIONS = List.of(
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
            "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
            "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED");

    private final ChronicleQueue queue;
    private final ExcerptAppender appender;

    ChronicleStore(Path folder) {
        queue = ChronicleQueue.single(folder.toString());
        appender = queue.createAppender();
    }

    @Override
    public void store(Payload payload) {
        appender.writeBytes(Bytes.wrapForRead(payload.json()));
    }

    @Override
    public void storeAll(List<Payload> payloads) {
        payloads.forEach(this::store);
    }

    @Override
    public void close() {
        appender.close();
        queue.close();
    }
}
