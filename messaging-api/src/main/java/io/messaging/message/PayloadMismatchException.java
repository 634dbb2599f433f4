package io.messaging.message;

/**
 * A payload does not fit the type that it is read as. The message says where, what was found, and what was expected.
 * Trying again does not help: the sender or the type has to change.
 */
public final class PayloadMismatchException extends InvalidMessageException {
    private static final long serialVersionUID = 1L;

    private final String path;

    PayloadMismatchException(String message, String path, Throwable cause) {
        super(message, cause);
        this.path = path;
    }

    /**
     * Returns where in the payload the first value is that does not fit.
     *
     * @return a path such as {@code $.lines[2].price}; {@code $} is the payload itself
     */
    public String path() {
        return path;
    }
}
