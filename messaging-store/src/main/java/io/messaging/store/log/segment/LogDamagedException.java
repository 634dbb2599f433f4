package io.messaging.store.log.segment;

import io.messaging.backend.MessagingException;

/** A file of the log does not hold what was written to it, and no loss of power explains it. */
public final class LogDamagedException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * Creates the exception.
     *
     * @param file where the damage is
     * @param offset where in the file, in bytes
     * @param problem what is wrong there
     */
    public LogDamagedException(String file, long offset, String problem) {
        super(file + " is damaged at offset " + offset + ": " + problem
                + "; restore the directory from a backup, or salvage what can be read with ./messaging data repair");
        this.file = file;
        this.offset = offset;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }
}
