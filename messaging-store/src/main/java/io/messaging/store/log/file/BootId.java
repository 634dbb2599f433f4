package io.messaging.store.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies the run of the operating system: while it is the same, everything that was written is there. */
public final class BootId {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** Returns it, empty where the system has none. */
    public static String current() {
        try {
            return Files.readString(LINUX).trim();
        } catch (IOException otherSystem) {
            return "";
        }
    }
}
