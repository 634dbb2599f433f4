package io.messaging.embedded.server;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.store.log.file.DiskFullException;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A directory whose disk can be made to fail, to be full, or to hang. */
public final class FailingDirectory implements LogDirectory {
    private static final long MAX_WAIT_SECONDS = 60;

    private final LogDirectory directory;
    volatile boolean forcesFail;
    volatile boolean full;
    volatile boolean outOfMemory;

    /** Where the disk hangs until it opens; open while it does not. */
    private volatile CountDownLatch hanging = new CountDownLatch(0);

    private final Semaphore hung = new Semaphore(0);

    public FailingDirectory(LogDirectory directory) {
        this.directory = directory;
    }

    /** From now on, the disk answers nobody. */
    public void hang() {
        hung.drainPermits();
        hanging = new CountDownLatch(1);
    }

    /** Goes on with everything. */
    public void goOn() {
        hanging.countDown();
    }

    /** Waits until somebody waits for the disk; returns false when that takes too long. */
    public boolean awaitHung() throws InterruptedException {
        return hung.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private void answer() {
        CountDownLatch until = hanging;
        if (until.getCount() > 0) {
            hung.release();
            Uninterruptibly.await(
                    TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS), left -> until.await(left, TimeUnit.NANOSECONDS));
        }
    }

    private void requireSpace() throws DiskFullException {
        if (full) {
            throw new DiskFullException("there is no space left (a test says so)", null);
        }
    }

    @Override
    public List<String> list() throws IOException {
        answer();
        if (outOfMemory) {
            throw new OutOfMemoryError("a test has no memory");
        }
        return directory.list();
    }

    @Override
    public LogFile create(String name) throws IOException {
        answer();
        requireSpace();
        return new File(directory.create(name));
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new File(directory.open(name));
    }

    @Override
    public void delete(String name) throws IOException {
        directory.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        directory.rename(from, to);
    }

    @Override
    public void force() throws IOException {
        answer();
        directory.force();
    }

    @Override
    public boolean isHeld() {
        return directory.isHeld();
    }

    @Override
    public String describe(String name) {
        return directory.describe(name);
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    private final class File implements LogFile {
        private final LogFile file;

        File(LogFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return file.read(target, at);
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            answer();
            if (at + source.remaining() > file.size()) {
                requireSpace();
            }
            file.write(source, at);
        }

        @Override
        public void force() throws IOException {
            answer();
            if (forcesFail) {
                throw new IOException("a test lets the disk fail");
            }
            file.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
