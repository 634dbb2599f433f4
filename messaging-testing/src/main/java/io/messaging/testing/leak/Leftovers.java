package io.messaging.testing.leak;

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
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads and child processes of this JVM at a moment, to be compared with those of a later one. Immutable.
 *
 * @param threads those alive
 * @param processes those alive
 */
public record Leftovers(Set<Thread> threads, Set<ProcessHandle> processes) {
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** Threads of the JVM and its library, of JUnit and build tools, and ours that live as long as the run. */
    private static final List<String> INNOCENT = List.of(
            "process reaper",
            "Common-Cleaner",
            "Cleaner-",
            "Attach Listener",
            "Signal Dispatcher",
            "Reference Handler",
            "Finalizer",
            "Notification Thread",
            "CompletableFutureDelayScheduler",
            "Java2D Disposer",
            "Keep-Alive-Timer",
            "surefire-",
            "junit-",
            "messaging-testing-");

    /** Looks. */
    public static Leftovers now() {
        return new Leftovers(
                liveThreads().collect(Collectors.toSet()),
                ProcessHandle.current().descendants().collect(Collectors.toCollection(HashSet::new)));
    }

    private static Stream<Thread> liveThreads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        Thread[] found = new Thread[root.activeCount() + 64];
        int count = root.enumerate(found);
        return Arrays.stream(found, 0, count).filter(Objects::nonNull);
    }

    /** What is there now and was not then, described; what is just ending is given a moment. */
    public List<String> since(Predicate<Thread> innocent) {
        return afterGrace(() -> {
            List<String> found = threads(thread -> !threads.contains(thread) && !innocent.test(thread));
            found.addAll(newProcesses());
            return found;
        });
    }

    /** The same for processes alone. */
    public List<String> processesSince() {
        return afterGrace(this::newProcesses);
    }

    private List<String> newProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !processes.contains(process) && process.isAlive())
                .map(process -> "process " + process.pid() + " is still running: "
                        + process.info().commandLine().orElse("command unknown"))
                .toList();
    }

    /** Which of a test's own threads are still there, described; those just ending are given a moment. */
    public static List<String> threadsOf(TestThreads own, Predicate<Thread> innocent) {
        return afterGrace(() -> threads(thread -> own.have(thread) && !innocent.test(thread)));
    }

    private static List<String> afterGrace(Supplier<List<String>> look) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        List<String> found = look.get();
        while (!found.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            found = look.get();
        }
        return found;
    }

    private static List<String> threads(Predicate<Thread> guilty) {
        List<String> found = new ArrayList<>();
        liveThreads()
                .filter(thread -> guilty.test(thread) && !isInnocent(thread) && thread.isAlive())
                .forEach(thread -> found.add("thread '" + thread.getName() + "' is still running, at " + top(thread)));
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
