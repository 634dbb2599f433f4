package io.messaging.store.log.file;

import io.messaging.administration.Origin;
import io.messaging.log.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The file that says who has a directory open: a process, for people; and a server, by which others recognise the directory whatever its
 * path is for them. It stays when the directory is closed. Stateless.
 */
public final class DirectoryHolder {
    static final String NAME = "HOLDER";

    private static final System.Logger LOGGER = SafeLog.of(DirectoryHolder.class);
    private static final String SERVER = "server ";

    private DirectoryHolder() {}

    /** Names this process; and the server that it runs, empty where it is not known yet: then the one before stays. */
    static void write(Path directory, String serverId) {
        Origin own = Origin.ofThisProcess(Instant.EPOCH);
        String known = serverId.isEmpty() ? server(directory).orElse("") : serverId;
        String server = known.isEmpty() ? "" : SERVER + known + "\n";
        try {
            replace(directory.resolve(NAME), "process " + own.processId() + " on host " + own.host() + "\n" + server);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "cannot name this process in " + directory, e); // the disk may be full
        }
    }

    /** Writes over what is there, which takes no space of a full disk. */
    private static void replace(Path file, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes, bytes.position());
            }
            channel.truncate(bytes.limit());
        }
    }

    /** Returns the process that has a directory open, for people. */
    static String process(Path directory) {
        return lines(directory).stream().findFirst().orElse("another process");
    }

    /** Returns the server that has, or had, a directory open; empty where that cannot be read. */
    public static Optional<String> server(Path directory) {
        return lines(directory).stream()
                .filter(line -> line.startsWith(SERVER))
                .map(line -> line.substring(SERVER.length()))
                .findFirst();
    }

    private static List<String> lines(Path directory) {
        try {
            return Files.readAllLines(directory.resolve(NAME));
        } catch (IOException unknown) {
            return List.of();
        }
    }
}
