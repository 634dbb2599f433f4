package io.messaging.tck.rules.lifetime;

import io.messaging.tck.engine.Workers;
import java.util.List;

/** What marks a thread as one of an application: a context class loader and an inheritable thread local. */
final class CallerMarks {
    private static final InheritableThreadLocal<Object> INHERITED = new InheritableThreadLocal<>();

    private CallerMarks() {}

    private static final class Loader extends ClassLoader {
        Loader(ClassLoader parent) {
            super(parent);
        }
    }

    /** Runs something on the calling thread as an application would, and leaves the thread as it was. */
    static void during(Workers.Work work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader own = new Loader(before);
        thread.setContextClassLoader(own);
        INHERITED.set(own);
        try {
            work.run();
        } finally {
            INHERITED.remove();
            thread.setContextClassLoader(before);
        }
    }

    static boolean isLoader(ClassLoader loader) {
        return loader instanceof Loader;
    }

    static boolean isInherited() {
        return INHERITED.get() != null;
    }

    /** Names the threads whose context class loader it is. */
    static List<String> holders(ClassLoader loader) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> loader != null && thread.getContextClassLoader() == loader)
                .map(Thread::getName)
                .sorted()
                .toList();
    }
}
