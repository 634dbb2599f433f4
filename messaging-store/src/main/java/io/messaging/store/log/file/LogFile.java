package io.messaging.store.log.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file. Interrupting a thread that uses it has no effect on it. Thread-safe; writes of one range at a time are the
 * caller's matter.
 */
public interface LogFile extends Closeable {
    /**
     * Reads what a buffer has room for, or up to the end of the file.
     *
     * @return how many bytes, 0 at the end
     * @throws java.nio.channels.ClosedChannelException when it was closed
     */
    int read(ByteBuffer target, long at) throws IOException;

    /**
     * Writes a whole buffer.
     *
     * @throws DiskFullException when there is no space; a part may be written
     */
    void write(ByteBuffer source, long at) throws IOException;

    /** Makes what was written survive a power loss, the file's size included, but not its name. */
    void force() throws IOException;

    /** Cuts what lies behind a size. */
    void truncate(long size) throws IOException;

    long size() throws IOException;

    /** Idempotent. */
    @Override
    void close() throws IOException;
}
