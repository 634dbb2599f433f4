package io.messaging.spi.delivery;

import io.messaging.concurrent.Handover;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Creates the threads of a backend: the one place where a backend does so. A thread takes over much of the thread that
 * creates it, which is whichever caller came first, and holds on to it for as long as it runs. These threads take over
 * nothing: no inheritable thread locals, no access-control context, no priority, no thread group. They are daemons, and
 * their context class loader is the one that loaded this library. Thread-safe.
 */
public final class BackendThreads {
    /** Never a caller's group, which may be one of an application's. */
    static final ThreadGroup GROUP = topGroup();

    private BackendThreads() {}

    private static ThreadGroup topGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /**
     * {@return a thread that has not been started}
     *
     * @param name its name
     * @param task what it runs
     */
    public static Thread create(String name, Runnable task) {
        return create(() -> new Thread(GROUP, task, name, 0, false));
    }

    /**
     * {@return a factory of threads for a pool}
     *
     * @param name the name of its threads, which are numbered from 1
     */
    public static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> create(name + "-" + number.incrementAndGet(), task);
    }

    /**
     * Has something done on a thread that is made for it, and waits for the end, however often it is interrupted. For
     * what creates threads in places that do not ask this class.
     *
     * @param <T> the result
     * @param name the thread's name
     * @param action what to do, in bounded time
     * @return the action's result
     */
    public static <T> T call(String name, Supplier<T> action) {
        return Handover.run(task -> create(name, task).start(), false, action::get);
    }

    /** Creates a thread of a class of its own, whose constructor passes on {@link #GROUP} and inherits no locals. */
    @SuppressWarnings("removal") // the access-control context is inherited up to Java 23; this is the way around that
    static <T extends Thread> T create(Supplier<T> constructor) {
        T thread = AccessController.doPrivileged((PrivilegedAction<T>) constructor::get);
        reset(thread);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes back what a task has changed of the thread it ran on, which is that of another task next. */
    static void reset(Thread thread) {
        thread.setContextClassLoader(BackendThreads.class.getClassLoader());
        thread.setPriority(Thread.NORM_PRIORITY);
    }
}
