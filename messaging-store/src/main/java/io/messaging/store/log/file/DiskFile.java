package io.messaging.store.log.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * A file of the file system. An asynchronous channel, used synchronously: unlike a {@code FileChannel} it is not closed by the
 * interruption of a thread that uses it, and unlike a {@code RandomAccessFile} it reads at a position without a lock. Thread-safe.
 */
final class DiskFile implements LogFile {
    /**
     * The most that is read or written at a time: a thread keeps a direct buffer of the largest size that it ever used, and any number
     * of threads write.
     */
    private static final int CHUNK = 256 * 1024;

    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> OPEN_TO_READ = Set.of(StandardOpenOption.READ);

    private final Path path;
    private final AsynchronousFileChannel channel;

    private DiskFile(Path path, AsynchronousFileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    static DiskFile create(Path path) throws IOException {
        EnumSet<StandardOpenOption> options =
                EnumSet.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try {
            return new DiskFile(path, AsynchronousFileChannel.open(path, options, CallerRuns.INSTANCE));
        } catch (IOException e) {
            throw isFull(path, e, 1) ? full(path, e) : e;
        }
    }

    /** Opens it; to read only, where it may not be written to. */
    static DiskFile open(Path path) throws IOException {
        Set<OpenOption> options = Files.isWritable(path) ? OPEN : OPEN_TO_READ;
        return new DiskFile(path, AsynchronousFileChannel.open(path, options, CallerRuns.INSTANCE));
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        int total = 0;
        while (target.hasRemaining()) {
            int count = get(channel.read(nextChunk(target), at + total));
            if (count < 0) {
                break;
            }
            target.position(target.position() + count);
            total += count;
        }
        return total;
    }

    @Override
    public void write(ByteBuffer source, long at) throws IOException {
        long position = at;
        try {
            while (source.hasRemaining()) {
                int count = get(channel.write(nextChunk(source), position));
                source.position(source.position() + count);
                position += count;
            }
        } catch (IOException e) {
            throw isFull(path, e, source.remaining()) ? full(path, e) : e;
        }
    }

    private static ByteBuffer nextChunk(ByteBuffer buffer) {
        return buffer.slice(buffer.position(), Math.min(CHUNK, buffer.remaining()));
    }

    private static int get(Future<Integer> result) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            InterruptedIOException failure =
                    new InterruptedIOException("the operation on the file ended: " + e.getCause());
            failure.initCause(e);
            throw failure;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static DiskFullException full(Path path, IOException cause) {
        return new DiskFullException("there is no space left for " + path + " (" + cause.getMessage() + ")", cause);
    }

    /** The JDK has no type for it, and the text is in the user's language. */
    private static boolean isFull(Path path, IOException failure, int wanted) {
        String text = String.valueOf(failure.getMessage());
        if (text.contains("No space left") || text.contains("quota exceeded") || text.contains("not enough space")) {
            return true;
        }
        try {
            return Files.getFileStore(path.getParent()).getUsableSpace() < wanted;
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
