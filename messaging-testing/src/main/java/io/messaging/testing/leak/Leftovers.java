package io.messaging.testing.leak;

import io.messaging.spi.OpenResources;
import io.messaging.spi.OpenResources.Opened;
import io.messaging.testing.support.Polling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A snapshot of the threads, child processes, backends and servers of this JVM, to be compared with a later state.
 * Immutable.
 *
 * <p>Not everything new is a leak: a shared executor adds a thread, a cached application starts a service on first use.
 * A thread belongs to the test when it runs {@linkplain TestCode code of the test}; idle threads of pools, timers and
 * clients run none. A backend or a server belongs to the test when the test's own code opened it. The owner of a process
 * cannot be determined, so each new one belongs to the test. What a static field of the test's classes holds is no leak.
 */
public final class Leftovers {
    /** The time that a thread may take from its start to its own code, on a busy machine. */
    private static final Duration START = Duration.ofSeconds(10);

    private static final List<String> JDK = List.of("java.", "jdk.", "sun.");

    /** Threads on which JUnit and build tools run tests. */
    private static final List<String> RUNNERS = List.of("surefire-", "junit-", "ForkJoinPool-");

    private final Set<Thread> threads;
    private final Set<ProcessHandle> processes;
    private final Set<Object> resources = Collections.newSetFromMap(new IdentityHashMap<>());

    private Leftovers(Set<Thread> threads, Set<ProcessHandle> processes) {
        this.threads = threads;
        this.processes = processes;
        OpenResources.list().forEach(opened -> resources.add(opened.resource()));
    }

    /** Takes a snapshot. */
    public static Leftovers now() {
        OpenResources.track();
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

    /** Describes what is new and belongs to a test; what is just ending may take so long. */
    public List<String> since(TestCode test, Duration grace) {
        return afterGrace(grace, () -> {
            Kept kept = test.kept();
            List<String> found = resources(test, kept, opened -> true);
            found.addAll(threads(test, kept, thread -> true));
            found.addAll(processes(kept::hasProcess));
            return found;
        });
    }

    /** Does the same for one of several overlapping tests, without processes. */
    public List<String> since(TestCode test, Duration grace, TestThreads own) {
        return afterGrace(grace, () -> {
            Kept kept = test.kept();
            List<String> found = resources(test, kept, opened -> own.include(opened.by()));
            found.addAll(threads(test, kept, own::have));
            return found;
        });
    }

    /** Describes the new processes, whoever owns them. */
    public List<String> processesSince(Duration grace) {
        return afterGrace(grace, () -> processes(process -> false));
    }

    private List<String> processes(Predicate<ProcessHandle> innocent) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> !processes.contains(process) && process.isAlive() && !innocent.test(process))
                .map(process -> "process " + process.pid() + " is still running: "
                        + process.info().commandLine().orElse("command unknown"))
                .toList();
    }

    private List<String> resources(TestCode test, Kept kept, Predicate<Opened> ofTheTest) {
        List<String> found = new ArrayList<>();
        for (Opened opened : OpenResources.list()) {
            StackTraceElement line = test.lineThatOpened(opened);
            if (line != null
                    && ofTheTest.test(opened)
                    && !resources.contains(opened.resource())
                    && !kept.has(opened.resource())) {
                found.add("the " + opened.resource().getClass().getSimpleName() + " opened by " + text(line)
                        + " is still open");
            }
        }
        return found;
    }

    private List<String> threads(TestCode test, Kept kept, Predicate<Thread> ofTheTest) {
        List<String> found = new ArrayList<>();
        liveThreads()
                .filter(thread ->
                        !threads.contains(thread) && !isRunner(thread) && ofTheTest.test(thread) && !kept.has(thread))
                .forEach(thread -> {
                    StackTraceElement[] stack = stackOf(thread);
                    if (test.isIn(stack) && !(isOfAPool(stack) && kept.hasExecutor())) {
                        found.add("thread '" + thread.getName() + "' is still running, at " + top(stack));
                    }
                });
        return found;
    }

    /**
     * A thread that has just been started is given time to reach its own code. Its state is read before its stack: a
     * thread that waits has reached that code, which an older stack would not show.
     */
    private static StackTraceElement[] stackOf(Thread thread) {
        AtomicReference<StackTraceElement[]> stack = new AtomicReference<>();
        Polling.until(System.nanoTime() + START.toNanos(), () -> {
            Thread.State state = thread.getState();
            stack.set(thread.getStackTrace());
            return !isStarting(state, stack.get()) || isOfTheJvm(thread);
        });
        return stack.get();
    }

    /** Whether a thread has run only JDK code so far, and neither waits nor is in a system call, as selectors are. */
    private static boolean isStarting(Thread.State state, StackTraceElement[] stack) {
        if (state != Thread.State.RUNNABLE && state != Thread.State.BLOCKED) {
            return false;
        }
        boolean loads =
                Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals("java.lang.ClassLoader"));
        boolean inSystem = stack.length > 0 && stack[0].isNativeMethod();
        return (loads || !inSystem) && Arrays.stream(stack).allMatch(Leftovers::isOfTheJdk);
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        return JDK.stream().anyMatch(frame.getClassName()::startsWith);
    }

    private static boolean isOfTheJvm(Thread thread) {
        ThreadGroup group = thread.getThreadGroup();
        return group == null || group.getParent() == null;
    }

    private static boolean isRunner(Thread thread) {
        return thread == Thread.currentThread()
                || thread instanceof ForkJoinWorkerThread
                || RUNNERS.stream().anyMatch(thread.getName()::startsWith);
    }

    private static boolean isOfAPool(StackTraceElement[] stack) {
        return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().endsWith("PoolExecutor"));
    }

    private static List<String> afterGrace(Duration grace, Supplier<List<String>> look) {
        AtomicReference<List<String>> found = new AtomicReference<>();
        Polling.until(System.nanoTime() + grace.toNanos(), () -> {
            found.set(look.get());
            return found.get().isEmpty();
        });
        return found.get();
    }

    private static String top(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> !isOfTheJdk(frame))
                .findFirst()
                .map(Leftovers::text)
                .orElse("no line of a program");
    }

    private static String text(StackTraceElement frame) {
        return frame.getClassName() + "." + frame.getMethodName() + "(" + frame.getFileName() + ":"
                + frame.getLineNumber() + ")";
    }
}
