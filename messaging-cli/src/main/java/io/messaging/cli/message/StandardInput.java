package io.messaging.cli.message;

import io.messaging.cli.support.CommandFailedException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of standard input. */
final class StandardInput {
    private static final Path LINK = Path.of("/proc/self/fd/0");

    private StandardInput() {}

    /**
     * Opens it; closing the stream leaves the descriptor open.
     *
     * @throws CommandFailedException when it was closed before the JVM started, which then has a file of its own there
     */
    static InputStream open() {
        if (isFileOfJvm()) {
            throw new CommandFailedException("standard input is closed; connect it to a file or a pipe");
        }
        return new FilterInputStream(new FileInputStream(FileDescriptor.in)) {
            @Override
            public void close() {}
        };
    }

    private static boolean isFileOfJvm() {
        try {
            return Files.isSymbolicLink(LINK)
                    && LINK.toRealPath()
                            .startsWith(Path.of(System.getProperty("java.home")).toRealPath());
        } catch (IOException notAFile) {
            return false;
        }
    }
}
