package io.messaging.cli.demo;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Detects the end of the coordinator, which holds the other end of the worker's standard input and never writes to it:
 * the input ends when the coordinator releases the worker, or when the coordinator ends, even by being killed. A worker
 * that is still working then is an orphan and exits at once. Thread-safe.
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
                // no input is expected
            }
        } catch (IOException e) {
            // same as the end of the input
        }
        released.countDown();
        if (working) {
            Runtime.getRuntime().halt(ORPHANED);
        }
    }

    /** Called when the work is done; waits until the coordinator releases this process. */
    void awaitRelease() throws InterruptedException {
        working = false;
        released.await();
    }
}
