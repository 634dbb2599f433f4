package io.messaging.testing.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock in a few bytes of shared memory, which one process sets and others read. It follows the system clock until it
 * is frozen. Thread-safe.
 */
public final class SharedClock implements InstantSource {
    /** The environment variable in which a child process finds the clock. */
    public static final String ENVIRONMENT_VARIABLE = "MESSAGING_TEST_CLOCK";

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /**
     * One number, for atomic changes: milliseconds times two, plus 1 when frozen. The milliseconds are the time when
     * frozen, otherwise the offset from the system clock.
     */
    private final ByteBuffer state;

    private final Path file;

    private SharedClock(Path file, ByteBuffer state) {
        this.file = file;
        this.state = state;
    }

    /** Creates a running clock, in the temporary directory. */
    public static SharedClock create() {
        try {
            Path file = Files.createTempFile("messaging-test-clock-", ".bin");
            file.toFile().deleteOnExit();
            Files.write(file, new byte[Long.BYTES]);
            return new SharedClock(file, map(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the test's clock in the temporary directory", e);
        }
    }

    /** Returns the clock of the test that started this process, or the system clock. */
    public static InstantSource fromEnvironment() {
        String file = System.getenv(ENVIRONMENT_VARIABLE);
        return file == null ? InstantSource.system() : open(Path.of(file));
    }

    /** Opens a clock of another process. */
    public static SharedClock open(Path file) {
        try {
            return new SharedClock(file, map(file));
        } catch (IOException e) {
            throw new UncheckedIOException("the test's clock is not at " + file, e);
        }
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            return mapped.order(ByteOrder.nativeOrder());
        }
    }

    /** Returns its file, for {@link #ENVIRONMENT_VARIABLE}. */
    public Path file() {
        return file;
    }

    private long state() {
        return (long) LONG.getVolatile(state, 0);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        long now = state();
        return isFrozen(now) ? now >> 1 : System.currentTimeMillis() + (now >> 1);
    }

    public boolean isFrozen() {
        return isFrozen(state());
    }

    private static boolean isFrozen(long state) {
        return (state & 1) == 1;
    }

    /** Freezes it at a time, which is not before its present. */
    public synchronized void freeze(long millis) {
        LONG.setVolatile(state, 0, millis << 1 | 1);
    }

    /** Advances it, by zero or more. */
    public synchronized void advance(Duration by) {
        LONG.setVolatile(state, 0, state() + (by.toMillis() << 1));
    }

    /** Lets it continue from its present. */
    public synchronized void resume() {
        long now = state();
        if (isFrozen(now)) {
            LONG.setVolatile(state, 0, ((now >> 1) - System.currentTimeMillis()) << 1);
        }
    }

    /** Deletes the file. */
    public void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(SharedClock.class.getName()).log(System.Logger.Level.DEBUG, "left behind " + file, e);
        }
    }
}
