package io.messaging.store.log.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;

/**
 * A file of zeros whose space is given back when the disk is full, so that what frees more space can still be done: to start, to clear,
 * to compact. Thread-safe: guarded by its monitor.
 */
public final class DiskReserve {
    static final String NAME = "RESERVE";

    private static final int CHUNK = 256 * 1024;

    private final LogDirectory directory;
    private long held;

    /** Creates it; what an earlier process has reserved counts once it is {@link #fill filled}. */
    public DiskReserve(LogDirectory directory) {
        this.directory = directory;
    }

    /**
     * Reserves so many bytes; returns false when there is no space for them.
     *
     * @throws IOException when its file cannot be opened or written for another reason
     */
    public synchronized boolean fill(long bytes) throws IOException {
        if (held >= bytes) {
            return true;
        }
        try (LogFile file = openOrCreate()) {
            for (held = file.size(); held < bytes; ) {
                int length = (int) Math.min(CHUNK, bytes - held);
                file.write(ByteBuffer.allocate(length), held);
                held += length;
            }
            return true;
        } catch (DiskFullException full) {
            return false;
        }
    }

    private LogFile openOrCreate() throws IOException {
        try {
            return directory.open(NAME);
        } catch (NoSuchFileException | FileNotFoundException missing) {
            return directory.create(NAME);
        }
    }

    /** Gives the space back; returns whether there was any. */
    public synchronized boolean release() {
        held = 0;
        try {
            directory.delete(NAME);
            return true;
        } catch (IOException missing) {
            return false;
        }
    }
}
