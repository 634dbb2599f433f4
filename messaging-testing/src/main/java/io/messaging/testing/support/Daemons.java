package io.messaging.testing.support;

import java.io.Closeable;
import java.io.IOException;

/** Starts daemon threads, and closes without exceptions. */
public final class Daemons {
    private Daemons() {}

    public static Thread start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            System.getLogger(Daemons.class.getName()).log(System.Logger.Level.DEBUG, "while closing", e);
        }
    }
}
