package io.messaging.cli.demo;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * What a worker knows of its coordinator. The coordinator holds the other end of the worker's standard input and never
 * writes to it, so the input ends when the coordinator closes it, which means that the worker may go, or when the
 * coordinator ends, even by being killed. A worker that still has work then is an orphan and ends at once. Thread-safe.
 */
final class ParentWatch {
    private static final int ORPHANED = 3;

    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean working = true;

    private ParentWatch() {}

    static ParentWatch start() {
        ParentWatch watch = new ParentWatch();
        Thread thread = new Thread(watch::readToTheEnd, "parent-watch");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void readToTheEnd() {
        try (FileInputStream input = new FileInputStream(FileDescriptor.in)) {
            while (input.read() >= 0) {
                // Nothing is expected; what comes is not meant for us.
            }
        } catch (IOException e) {
            // The same as the end.
        }
        released.countDown();
        if (working) {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    /** Waits, with the work done, until the coordinator needs this process no longer. */
    void awaitRelease() throws InterruptedException {
        working = false;
        released.await();
    }
}
