package io.messaging.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The threads and child processes of this JVM at a moment, to be compared with those of a later one. Immutable.
 *
 * @param threads those alive
 * @param processes those alive
 */
record Leftovers(Set<Thread> threads, Set<ProcessHandle> processes) {
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Threads of the JVM, of JUnit and build tools, and ours that live as long as the run. */
    private static final List<String> INNOCENT = List.of(
            "process reaper",
            "Common-Cleaner",
            "Attach Listener",
            "Signal Dispatcher",
            "Reference Handler",
            "Finalizer",
            "Notification Thread",
            "surefire-",
            "junit-",
            "messaging-testing-");

    static Leftovers now() {
        return new Leftovers(
                liveThreads(), ProcessHandle.current().descendants().collect(Collectors.toCollection(HashSet::new)));
    }

    private static Set<Thread> liveThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[root.activeCount() + 64];
        int count = root.enumerate(found);
        return Arrays.stream(found, 0, count).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** What is there now and was not then, described; what is just ending is given a moment. */
    List<String> since(Set<String> innocentThreads) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        Supplier<List<String>> look = () -> look(innocentThreads);
        List<String> found = look.get();
        while (!found.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            found = look.get();
        }
        return found;
    }

    private List<String> look(Set<String> innocentThreads) {
        Leftovers now = now();
        List<String> found = new ArrayList<>();
        now.threads().stream()
                .filter(thread -> !threads.contains(thread) && thread.isAlive())
                .filter(thread -> !innocentThreads.contains(thread.getName()) && !isInnocent(thread))
                .forEach(thread -> found.add("thread '" + thread.getName() + "' is still running, at " + top(thread)));
        now.processes().stream()
                .filter(process -> !processes.contains(process) && process.isAlive())
                .forEach(process -> found.add("process " + process.pid() + " is still running: "
                        + process.info().commandLine().orElse("command unknown")));
        return found;
    }

    private static boolean isInnocent(Thread thread) {
        return thread == Thread.currentThread()
                || thread instanceof ForkJoinWorkerThread
                || INNOCENT.stream().anyMatch(thread.getName()::startsWith);
    }

    private static String top(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk.")
                        && !frame.getClassName().startsWith("sun."))
                .findFirst()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                        + frame.getLineNumber() + ")")
                .orElse("no line of a program");
    }
}
