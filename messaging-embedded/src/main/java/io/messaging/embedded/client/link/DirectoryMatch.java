package io.messaging.embedded.client.link;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.store.log.file.DirectoryHolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a server has the data directory that a backend names. The directory says which server has it open, since it may have another
 * path for the server, as in a container; where that cannot be read, paths are compared. Stateless.
 */
final class DirectoryMatch {
    private DirectoryMatch() {}

    /**
     * Refuses a server without the directory, or with another one.
     *
     * @throws MessagingConfigurationException when it is not the one that the settings name
     */
    static void require(ClientSettings settings, ServerIdentity server) {
        Optional<Path> wanted = settings.server().dataDirectory();
        if (wanted.isEmpty()) {
            return;
        }
        String place = "the server on " + settings.place();
        if (server.dataDirectory().isEmpty()) {
            throw new MessagingConfigurationException(place + " has no data directory, and the option data_dir is "
                    + wanted.get() + "; stop that server, or start it with --data-dir, choose another port, or leave"
                    + " data_dir out");
        }
        if (!isSame(wanted.get(), server)) {
            throw new MessagingConfigurationException(place + " keeps its messages in " + server.dataDirectory()
                    + ", and the option data_dir is " + wanted.get()
                    + "; name the same directory, or choose another port");
        }
    }

    private static boolean isSame(Path wanted, ServerIdentity server) {
        Optional<String> holder = DirectoryHolder.server(wanted);
        Optional<Path> there = path(server.dataDirectory());
        if (holder.isEmpty()) {
            return there.isPresent() && real(there.get()).equals(real(wanted));
        }
        return holder.get().equals(server.id())
                && !there.filter(path -> isOther(path, wanted, server)).isPresent();
    }

    /** Whether both are there and are not one: then one is a copy. */
    private static boolean isOther(Path there, Path wanted, ServerIdentity server) {
        return DirectoryHolder.server(there).equals(Optional.of(server.id()))
                && !real(there).equals(real(wanted));
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException ofAnotherSystem) {
            return Optional.empty();
        }
    }

    private static Path real(Path path) {
        try {
            return Files.exists(path) ? path.toRealPath() : path;
        } catch (IOException notReadable) {
            return path;
        }
    }
}
