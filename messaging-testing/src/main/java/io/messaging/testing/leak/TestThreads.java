package io.messaging.testing.leak;

/**
 * Identifies the owner of a thread while tests run in parallel: a thread inherits the context class loader of its
 * creator, so a loader without other purpose marks all threads that a test starts. Threads with another loader escape.
 * Used by one thread.
 */
public final class TestThreads implements AutoCloseable {
    /** Delegates to its parent. */
    private static final class Mark extends ClassLoader {
        Mark(ClassLoader parent) {
            super(parent);
        }
    }

    private final Thread testThread = Thread.currentThread();
    private final ClassLoader before = testThread.getContextClassLoader();
    private final ClassLoader mark = new Mark(before);

    private TestThreads() {}

    /** Marks what the current thread starts from now on. */
    public static TestThreads mark() {
        TestThreads threads = new TestThreads();
        threads.testThread.setContextClassLoader(threads.mark);
        return threads;
    }

    boolean have(Thread thread) {
        return thread != testThread && thread.getContextClassLoader() == mark;
    }

    /** Whether a thread is the test's own, or one that it started. */
    boolean include(Thread thread) {
        return thread == testThread || have(thread);
    }

    /** Ends the marking. A loader that was set meanwhile stays. */
    @Override
    public void close() {
        if (testThread.getContextClassLoader() == mark) {
            testThread.setContextClassLoader(before);
        }
    }
}
