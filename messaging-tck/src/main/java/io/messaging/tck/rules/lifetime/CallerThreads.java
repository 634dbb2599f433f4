package io.messaging.tck.rules.lifetime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * A kind of thread that programs call backends on: platform threads, and virtual ones where the JVM has them. Immutable.
 *
 * @param name for failures
 * @param factory makes them
 */
record CallerThreads(String name, ThreadFactory factory) {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    static List<CallerThreads> all() {
        List<CallerThreads> kinds = new ArrayList<>();
        kinds.add(new CallerThreads("platform threads", task -> {
            Thread thread = new Thread(task, "tck-caller");
            thread.setDaemon(true);
            return thread;
        }));
        if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
            kinds.add(new CallerThreads("virtual threads", virtual()));
        }
        return kinds;
    }

    private static ThreadFactory virtual() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JVM has no virtual threads", e);
        }
    }

    Thread start(Runnable task) {
        Thread thread = factory.newThread(task);
        thread.start();
        return thread;
    }
}
