package io.messaging.store.log.file;

import java.io.IOException;

/** There is no space left on the device, or the user's quota is used up. */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }
}
