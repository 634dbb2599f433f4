package io.messaging.benchmarks.process;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that runs a {@link ChildService}. It ends when this is closed, or with this process.
 *
 * <p>Thread-safe: one request at a time.
 */
public final class ChildJvm implements Server {
    /** What the heaps of a comparison take when all are touched, with room to spare. */
    private static final long MEMORY_TO_TOUCH_BYTES = 15L << 30;

    private static final boolean TOUCHES_HEAPS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
                    >= MEMORY_TO_TOUCH_BYTES;

    /**
     * The options of every JVM that takes part. The heap is touched before anything is measured, where the machine has
     * the memory: on a virtual machine, the first touch of a page costs more than storing the messages in it.
     */
    public static final List<String> JVM_OPTIONS = TOUCHES_HEAPS
            ? List.of("-Xms1g", "-Xmx4g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch", "-Xshare:auto")
            : List.of("-Xms1g", "-Xmx4g", "-XX:+UseG1GC", "-Xshare:auto");

    /** Further options of servers: they keep every message, and should not have to grow their heap meanwhile. */
    public static final List<String> SERVER_OPTIONS = TOUCHES_HEAPS ? List.of("-Xms2g") : List.of();

    /** More options for children, for profiling: a system property, split at spaces. */
    private static final String EXTRA_OPTIONS = "messaging.bench.child.options";

    private static final long END_WAIT_SECONDS = 5;

    private final String service;
    private final Process process;
    private final Writer toChild;
    private final BufferedReader fromChild;
    private final TemporaryFolder folder;
    private final int port;

    private ChildJvm(String service, Process process, TemporaryFolder folder) throws IOException {
        this.service = service;
        this.process = process;
        this.folder = folder;
        this.toChild = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        this.fromChild = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.port = Integer.parseInt(expect(ChildMain.READY));
    }

    /** Starts a client's process and waits until its service is ready. */
    public static ChildJvm start(Class<? extends ChildService> service, Object... arguments) {
        return launch(service, List.of(), null, arguments);
    }

    /** Starts a server's process and waits until its service is ready. */
    public static ChildJvm startServer(Class<? extends ChildService> service) {
        return launch(service, SERVER_OPTIONS, null);
    }

    /**
     * Starts a server's process that keeps its files in a folder, whose path is the first argument. The folder is deleted
     * when this is closed, or when the start fails.
     */
    public static ChildJvm startServer(
            Class<? extends ChildService> service, TemporaryFolder folder, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(folder.path()));
        all.addAll(List.of(arguments));
        try {
            return launch(service, SERVER_OPTIONS, folder, all.toArray());
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Starts a process with more options for its JVM, which go before those that all have. */
    public static ChildJvm start(Class<? extends ChildService> service, List<String> options, Object... arguments) {
        return launch(service, options, null, arguments);
    }

    private static ChildJvm launch(
            Class<? extends ChildService> type, List<String> options, TemporaryFolder folder, Object... arguments) {
        String service = type.getSimpleName();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(options);
        String extra = System.getProperty(EXTRA_OPTIONS, "").strip();
        if (!extra.isEmpty()) {
            command.addAll(List.of(extra.replace("%service", service).split("\\s+")));
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), ChildMain.class.getName(), type.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                return new ChildJvm(service, process, folder);
            } catch (IOException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the process of '" + service + "'", e);
        }
    }

    /** The port on which the service listens, 0 for none. */
    @Override
    public int port() {
        return port;
    }

    /** Sends a request and waits for its answer. */
    public synchronized String ask(String request) {
        try {
            toChild.write(request + "\n");
            toChild.flush();
            return expect(ChildMain.ANSWER);
        } catch (IOException e) {
            throw new UncheckedIOException("the process of '" + service + "' does not answer", e);
        }
    }

    /** Returns the bytes of its heap in use after a full collection. */
    public long heapUsedBytes() {
        return Long.parseLong(ask(HeapProbe.USED));
    }

    /** Starts full collections, one after the other, for {@link #heapPeakBytes}. */
    public void watchHeap() {
        ask(HeapProbe.WATCH);
    }

    /** Ends {@link #watchHeap} and returns the most bytes that survived a collection since. */
    public long heapPeakBytes() {
        return Long.parseLong(ask(HeapProbe.PEAK));
    }

    private String expect(String start) throws IOException {
        String line = fromChild.readLine();
        if (line == null || !line.startsWith(start)) {
            throw new IOException("the process of '" + service + "' said "
                    + (line == null ? "nothing and ended" : "'" + line + "'") + "; see its standard error");
        }
        return line.substring(start.length());
    }

    @Override
    public void close() {
        try {
            toChild.close();
            if (!process.waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            if (folder != null) {
                folder.close();
            }
        }
    }
}
