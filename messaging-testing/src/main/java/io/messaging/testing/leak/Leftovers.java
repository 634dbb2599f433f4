package io.messaging.testing.leak;

import io.messaging.spi.OpenResources;
import io.messaging.spi.OpenResources.Opened;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The threads, child processes, and backends and servers of this JVM at a moment, to be compared with those of a later
 * one. Immutable.
 *
 * <p>Not all that is new is a leak, since a test is not the only one that starts things while it runs: a shared executor
 * adds a thread, a cached application starts a service when it is first used. A thread is the test's when it runs
 * {@linkplain TestCode code of the test}; idle threads of pools, timers and clients run none. A backend or a server is the
 * test's when the test's own code opened it. A process cannot be told from others, so each new one is the test's. Whatever
 * a static field of the test's classes holds is no leak.
 */
public final class Leftovers {
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long a thread may take from its start to its own code: only on a busy machine more than a moment. */
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

    /** Looks. */
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

    /** What of a test is there now and was not then, described; what is just ending is given a moment. */
    public List<String> since(TestCode test) {
        return afterGrace(() -> {
            Kept kept = test.kept();
            List<String> found = resources(test, kept, opened -> true);
            found.addAll(threads(test, kept, thread -> true));
            found.addAll(processes(kept::hasProcess));
            return found;
        });
    }

    /** The same for one of several tests that overlap, without processes. */
    public List<String> since(TestCode test, TestThreads own) {
        return afterGrace(() -> {
            Kept kept = test.kept();
            List<String> found = resources(test, kept, opened -> own.include(opened.by()));
            found.addAll(threads(test, kept, own::have));
            return found;
        });
    }

    /** The same for processes alone, whosever they are. */
    public List<String> processesSince() {
        return afterGrace(() -> processes(process -> false));
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
     * A thread that has only just been started is given time to reach the code that it is to run. Its state is read before
     * its stack: a thread that waits by then has reached it, whereas a stack from before it waited would not show it.
     */
    private static StackTraceElement[] stackOf(Thread thread) {
        long deadline = System.nanoTime() + START.toNanos();
        Thread.State state = thread.getState();
        StackTraceElement[] stack = thread.getStackTrace();
        while (isStarting(state, stack) && !isOfTheJvm(thread) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            state = thread.getState();
            stack = thread.getStackTrace();
        }
        return stack;
    }

    /** Whether a thread has run nothing but the JDK yet, and neither waits nor is in a call of the system, as selectors are. */
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

    private static List<String> afterGrace(Supplier<List<String>> look) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        List<String> found = look.get();
        while (!found.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            found = look.get();
        }
        return found;
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
