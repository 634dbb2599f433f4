package com.example.messaging;

import io.messaging.backend.MessagingBackend;
import io.messaging.tck.MessagingBackendTck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.io.TempDir;

/** The compatibility kit, which makes a new instance of this class for each of its tests. */
class SimpleMessagingBackendTest extends MessagingBackendTck {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    @TempDir
    private Path folder;

    /** The file of the first backend of a test and its journal, which a restart opens again; guarded by this. */
    private Path file;

    private Journal journal;
    private boolean restarted;

    /** Shares nothing with the backends that are open. */
    @Override
    protected synchronized MessagingBackend openBackend() throws IOException {
        if (file == null || restarted) {
            file = file == null ? folder.resolve("journal") : file;
            restarted = false;
            journal = Journal.open(file);
            return new SimpleMessagingBackend(MAX_MESSAGE_BYTES, journal);
        }
        return new SimpleMessagingBackend(
                MAX_MESSAGE_BYTES, Journal.open(folder.resolve(UUID.randomUUID().toString())));
    }

    /** What a kill leaves is what was written until then: nothing comes after it from the backend that is left behind. */
    @Override
    protected synchronized void restart(Runnable whileDown) {
        journal.close();
        whileDown.run();
        restarted = true;
    }
}
