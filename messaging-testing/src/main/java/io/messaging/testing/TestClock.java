package io.messaging.testing;

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
import java.util.function.Consumer;

/**
 * A clock that a test stops and turns. The server, the in-memory broker and the pauses between a durable subscription's
 * attempts go by it, in this process and in child processes: it lives in a few bytes of shared memory.
 *
 * <p>It runs like the system's clock until it is frozen. Thread-safe.
 */
public final class TestClock implements InstantSource {
    /** The environment variable in which a child process finds its test's clock. */
    public static final String ENVIRONMENT_VARIABLE = "MESSAGING_TEST_CLOCK";

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** One number, so that it changes as a whole: milliseconds times two, plus 1 where it is frozen. */
    private final ByteBuffer state;

    private final Path file;
    private final Consumer<String> onChange;

    private TestClock(Path file, ByteBuffer state, Consumer<String> onChange) {
        this.file = file;
        this.state = state;
        this.onChange = onChange;
    }

    static TestClock create(Consumer<String> onChange) {
        try {
            Path file = Files.createTempFile("messaging-test-clock-", ".bin");
            file.toFile().deleteOnExit();
            Files.write(file, new byte[Long.BYTES]);
            return new TestClock(file, map(file), onChange);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the test's clock in the temporary directory", e);
        }
    }

    /**
     * Gives the clock of the test that started this process, for the process's own use of time.
     *
     * @return the test's clock, which only the test can change; the system's where no test with a clock started this
     *     process
     */
    public static InstantSource fromEnvironment() {
        String file = System.getenv(ENVIRONMENT_VARIABLE);
        return file == null ? InstantSource.system() : open(Path.of(file));
    }

    static InstantSource open(Path file) {
        try {
            TestClock clock = new TestClock(file, map(file), change -> {});
            return clock::instant;
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

    Path file() {
        return file;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        long now = (long) LONG.getVolatile(state, 0);
        return isFrozen(now) ? now >> 1 : System.currentTimeMillis() + (now >> 1);
    }

    private static boolean isFrozen(long state) {
        return (state & 1) == 1;
    }

    /** Stops the clock where it stands. Idempotent. */
    public synchronized void freeze() {
        if (!isFrozen((long) LONG.getVolatile(state, 0))) {
            freeze(instant());
        }
    }

    /**
     * Stops the clock at a time.
     *
     * @param instant the time, to the millisecond
     * @throws IllegalArgumentException when it is before the clock's present: a broker's time never goes back
     */
    public synchronized void freeze(Instant instant) {
        long millis = instant.toEpochMilli();
        if (millis < millis()) {
            throw new IllegalArgumentException(
                    "instant is " + instant + " and the clock shows " + instant() + "; it can only be turned forward");
        }
        LONG.setVolatile(state, 0, millis << 1 | 1);
        onChange.accept("frozen at " + Instant.ofEpochMilli(millis));
    }

    /**
     * Turns the clock, whether it runs or is frozen.
     *
     * @param by how far
     * @throws IllegalArgumentException when negative: a broker's time never goes back
     */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("by is " + by + "; the clock can only be turned forward");
        }
        long now = (long) LONG.getVolatile(state, 0);
        LONG.setVolatile(state, 0, now + (by.toMillis() << 1));
        onChange.accept("advanced by " + by + " to " + instant());
    }

    /** Lets the clock run on from where it stands. Idempotent. */
    public synchronized void resume() {
        long now = (long) LONG.getVolatile(state, 0);
        if (isFrozen(now)) {
            LONG.setVolatile(state, 0, ((now >> 1) - System.currentTimeMillis()) << 1);
            onChange.accept("running again from " + instant());
        }
    }

    /** Removes the shared memory's file, when the test ends. */
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.getLogger(TestClock.class.getName()).log(System.Logger.Level.DEBUG, "left behind " + file, e);
        }
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + (isFrozen((long) LONG.getVolatile(state, 0)) ? ", frozen]" : ", running]");
    }
}
