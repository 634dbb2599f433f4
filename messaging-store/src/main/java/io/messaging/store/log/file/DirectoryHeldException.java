package io.messaging.store.log.file;

import java.io.IOException;

/** Another process, or another store of this one, has the data directory open. */
public final class DirectoryHeldException extends IOException {
    private static final long serialVersionUID = 1L;

    public DirectoryHeldException(String message) {
        super(message);
    }
}
