package io.messaging.store.log.file;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that says whether it gets the lock of a file. Needs no other class. */
final class LockProbe {
    static final int FREE = 10;
    static final int HELD = 11;

    private LockProbe() {}

    public static void main(String... args) throws Exception {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.exit(channel.tryLock() == null ? HELD : FREE);
        }
    }
}
