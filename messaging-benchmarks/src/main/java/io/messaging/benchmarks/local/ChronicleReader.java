package io.messaging.benchmarks.local;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;

/** Reads what another process appends to a Chronicle Queue, and counts it. It polls without a pause while more is to come. */
public final class ChronicleReader implements ChildService {
    private static final String EXPECT = "expect ";

    private final ArrivalCount arrivals = new ArrivalCount();
    private final Thread reader = new Thread(this::read, "chronicle-reader");
    private final Path folder;
    private volatile long expected;
    private volatile boolean closed;

    /** Starts to read; the argument is the folder. */
    public ChronicleReader(String... arguments) {
        folder = Path.of(arguments[0]);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a process that reads; it answers the requests of {@link ArrivalCount#answer}. */
    public static ChildJvm startProcess(Path folder) {
        return ChildJvm.start(ChronicleReader.class, ChronicleStore.JVM_OPTIONS, folder);
    }

    /** Has the process read until it has counted so many in all. */
    public static void expect(ChildJvm process, long count) {
        process.ask(EXPECT + count);
    }

    private void read() {
        try (ChronicleQueue queue = ChronicleQueue.single(folder.toString());
                ExcerptTailer tailer = queue.createTailer()) {
            Bytes<byte[]> json = Bytes.allocateElasticOnHeap();
            while (!closed) {
                if (tailer.readBytes(json.clear())) {
                    json.toByteArray(); // as any receiver would
                    arrivals.add(1);
                } else if (arrivals.get() < expected) {
                    Thread.onSpinWait();
                } else {
                    Thread.sleep(1); // while others are measured
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread.
        }
    }

    @Override
    public String answer(String request) throws InterruptedException {
        if (!request.startsWith(EXPECT)) {
            return arrivals.answer(request);
        }
        expected = Long.parseLong(request.substring(EXPECT.length()));
        return request;
    }

    @Override
    public void close() {
        closed = true;
    }
}
