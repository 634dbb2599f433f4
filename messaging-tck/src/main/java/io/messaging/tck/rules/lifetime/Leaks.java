package io.messaging.tck.rules.lifetime;

import io.messaging.tck.spec.TckSkip;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.stream.Collectors;

/** Looks at the threads and open files of this JVM. */
final class Leaks {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private Leaks() {}

    static Set<Thread> threads() {
        return Set.copyOf(Thread.getAllStackTraces().keySet());
    }

    /**
     * Finds threads that were started since and are still alive. Those that the test started, itself or through what it
     * called, are in its thread group. Of the others, which any program part may have started, only those count that
     * came once a round.
     */
    static List<Thread> newThreads(Set<Thread> before, int rounds) {
        List<Thread> started = threads().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive() && !belongsToTheProgram(thread))
                .toList();
        ThreadGroup own = Thread.currentThread().getThreadGroup();
        Map<String, List<Thread>> foreign = started.stream()
                .filter(thread -> !isIn(own, thread))
                .collect(Collectors.groupingBy(thread -> thread.getName().replaceAll("\\d+", "#")));
        List<Thread> left = new ArrayList<>(
                started.stream().filter(thread -> isIn(own, thread)).toList());
        foreign.values().stream().filter(alike -> alike.size() >= rounds).forEach(left::addAll);
        return left;
    }

    private static boolean isIn(ThreadGroup group, Thread thread) {
        ThreadGroup threads = thread.getThreadGroup();
        return threads != null && group.parentOf(threads);
    }

    /**
     * Threads that the JVM starts when first needed and keeps for everybody, and those of JUnit, which starts more while
     * tests wait for one that must run alone.
     */
    private static boolean belongsToTheProgram(Thread thread) {
        return thread instanceof ForkJoinWorkerThread worker && worker.getPool() == ForkJoinPool.commonPool()
                || thread.getName().startsWith("CompletableFutureDelayScheduler")
                || thread.getClass().getName().startsWith("org.junit.");
    }

    static boolean seesOpenFiles() {
        return Files.isDirectory(OPEN_FILES);
    }

    /** Sockets, pipes and files, without the code that the JVM loads. */
    static List<String> openFiles() {
        List<String> targets = new ArrayList<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path descriptor : descriptors) {
                target(descriptor, targets);
            }
        } catch (IOException e) {
            throw TckSkip.because("the open files cannot be listed: " + e);
        }
        return targets;
    }

    private static void target(Path descriptor, List<String> targets) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (!target.endsWith(".jar") && !target.endsWith(".class") && !target.startsWith("/proc/")) {
                targets.add(target);
            }
        } catch (IOException e) {
            // Closed while the list was made, as the descriptor of the list itself is.
        }
    }

    static List<String> newFiles(List<String> before) {
        List<String> now = openFiles();
        before.forEach(now::remove);
        return now;
    }
}
