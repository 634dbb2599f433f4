package io.messaging.cli.demo;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;

/**
 * Ends a worker whose coordinator is gone, however that ended: the coordinator holds the other end of the worker's
 * standard input and never writes to it, so the input ends when the coordinator does, even when it was killed.
 */
final class ParentWatch {
    private static final int ORPHANED = 3;

    private ParentWatch() {}

    static void start() {
        Thread watch = new Thread(ParentWatch::haltAtEndOfInput, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void haltAtEndOfInput() {
        try (FileInputStream input = new FileInputStream(FileDescriptor.in)) {
            while (input.read() >= 0) {
                // Nothing is expected; what comes is not meant for us.
            }
        } catch (IOException e) {
            // The same as the end.
        }
        Runtime.getRuntime().halt(ORPHANED);
    }
}
