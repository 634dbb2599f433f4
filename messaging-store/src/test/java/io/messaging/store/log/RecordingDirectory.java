package io.messaging.store.log;

import io.messaging.store.log.file.DiskFullException;
import io.messaging.store.log.file.LogDirectory;
import io.messaging.store.log.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A directory in memory that writes down everything that changes it, for {@link CrashStates}, and fails on request. Thread-safe:
 * guarded by its monitor.
 */
public final class RecordingDirectory implements LogDirectory {
    /** Something that was done. */
    sealed interface Step {
        /** A file was created. */
        record Create(int file, String name) implements Step {}

        record Write(int file, long at, byte[] bytes) implements Step {}

        record Truncate(int file, long size) implements Step {}

        record Force(int file) implements Step {}

        record Delete(String name) implements Step {}

        record Rename(String from, String to) implements Step {}

        record ForceDirectory() implements Step {}
    }

    /** How files start; the numbers of files are places here. */
    final List<byte[]> firstContents = new ArrayList<>();

    final Map<String, Integer> firstNames;
    final List<Step> steps = new ArrayList<>();

    private final List<RecordedFile> files = new ArrayList<>();
    private final Map<String, Integer> names;

    /** Bytes that may still be added. */
    private long space = Long.MAX_VALUE;

    private boolean failing;
    private boolean failingReads;
    private boolean failingCreates;
    private boolean refusingWrites;
    private boolean held = true;
    private boolean closed;
    private boolean forcing = true;
    private boolean forcingNames = true;
    private int forces;
    private int openFiles;

    /** Creates a directory with files. */
    public RecordingDirectory(Map<String, byte[]> contents) {
        firstNames = new HashMap<>();
        contents.forEach((name, content) -> {
            firstNames.put(name, files.size());
            firstContents.add(content);
            files.add(new RecordedFile(content.clone()));
        });
        names = new HashMap<>(firstNames);
    }

    /** Lies from now on: forces of files, or of names, do nothing. */
    void lie(boolean aboutFiles, boolean aboutNames) {
        forcing = !aboutFiles;
        forcingNames = !aboutNames;
    }

    public synchronized void limitSpace(long bytes) {
        space = bytes;
    }

    /** From now on, forces fail. */
    public synchronized void failForces(boolean fail) {
        failing = fail;
    }

    /** From now on, files cannot be read. */
    synchronized void failReads(boolean fail) {
        failingReads = fail;
    }

    /** From now on, there is no space even for what was allocated, as on file systems that copy on write. */
    public synchronized void refuseWrites(boolean refuse) {
        refusingWrites = refuse;
    }

    /** Another process has taken the lock file away. */
    synchronized void loseLock() {
        held = false;
    }

    /** From now on, no file can be created, as if too many were open. */
    synchronized void failCreates(boolean fail) {
        failingCreates = fail;
    }

    /** Returns a copy: the log's own threads go on. */
    synchronized List<Step> firstSteps(int count) {
        return List.copyOf(steps.subList(0, count));
    }

    public synchronized int stepCount() {
        return steps.size();
    }

    public synchronized int forces() {
        return forces;
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    synchronized int openFiles() {
        return openFiles;
    }

    /** Returns what a process that looks now finds. */
    public synchronized Map<String, byte[]> contents() {
        Map<String, byte[]> contents = new HashMap<>();
        names.forEach((name, file) -> contents.put(name, files.get(file).content()));
        return contents;
    }

    @Override
    public synchronized List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized LogFile create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        if (failingCreates) {
            throw new IOException("too many open files");
        }
        int file = files.size();
        files.add(new RecordedFile());
        firstContents.add(new byte[0]);
        names.put(name, file);
        steps.add(new Step.Create(file, name));
        return new Opened(file);
    }

    @Override
    public synchronized LogFile open(String name) throws IOException {
        return new Opened(require(name));
    }

    private int require(String name) throws IOException {
        Integer file = names.get(name);
        if (file == null) {
            throw new NoSuchFileException(name);
        }
        return file;
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        int freed = files.get(require(name)).size();
        space += space == Long.MAX_VALUE ? 0 : freed;
        names.remove(name);
        steps.add(new Step.Delete(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        names.put(to, require(from));
        names.remove(from);
        steps.add(new Step.Rename(from, to));
    }

    @Override
    public synchronized void force() throws IOException {
        requireNoFailure();
        if (forcingNames) {
            steps.add(new Step.ForceDirectory());
        }
    }

    private void requireNoFailure() throws IOException {
        forces++;
        if (failing) {
            throw new IOException("the device has failed");
        }
    }

    @Override
    public synchronized boolean isHeld() {
        return held;
    }

    @Override
    public String describe(String name) {
        return "memory/" + name;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private final class Opened implements LogFile {
        private final int number;
        private boolean closed;

        Opened(int number) {
            this.number = number;
            openFiles++;
        }

        private RecordedFile file() throws IOException {
            if (closed) {
                throw new java.nio.channels.ClosedChannelException();
            }
            return files.get(number);
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            synchronized (RecordingDirectory.this) {
                if (failingReads) {
                    throw new IOException("a sector cannot be read");
                }
                int count = file().read(target.array(), target.position(), target.remaining(), at);
                target.position(target.position() + count);
                return count;
            }
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            synchronized (RecordingDirectory.this) {
                RecordedFile file = file();
                byte[] bytes = new byte[source.remaining()];
                source.get(bytes);
                long added = Math.max(0, at + bytes.length - file.size());
                if (added > space || refusingWrites) {
                    throw new DiskFullException("there is no space left in memory", null);
                }
                space -= space == Long.MAX_VALUE ? 0 : added;
                file.write(bytes, 0, bytes.length, at);
                steps.add(new Step.Write(number, at, bytes));
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (RecordingDirectory.this) {
                file();
                requireNoFailure();
                if (forcing) {
                    steps.add(new Step.Force(number));
                }
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (RecordingDirectory.this) {
                file().truncate(size);
                steps.add(new Step.Truncate(number, size));
            }
        }

        @Override
        public long size() throws IOException {
            synchronized (RecordingDirectory.this) {
                return file().size();
            }
        }

        @Override
        public void close() {
            synchronized (RecordingDirectory.this) {
                openFiles -= closed ? 0 : 1;
                closed = true;
            }
        }
    }
}
