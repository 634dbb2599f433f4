package io.messaging.testing.leak;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What sample tests leave open, to be closed by the test that runs them; in none of their own fields, which would own it. */
final class Left {
    private static final List<AutoCloseable> ALL = new CopyOnWriteArrayList<>();

    private Left() {}

    static void add(AutoCloseable left) {
        ALL.add(left);
    }

    static void close() throws Exception {
        for (AutoCloseable left : ALL) {
            left.close();
        }
        ALL.clear();
    }
}
