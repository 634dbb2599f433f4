package io.messaging.json;

/** A tree does not fit a type, or a value has no form in JSON. */
public final class JsonBindingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * Creates the exception.
     *
     * @param path where, such as {@code $.lines[2].price}
     * @param problem what is wrong there, without the path
     * @param cause what found it
     */
    JsonBindingException(String path, String problem, Throwable cause) {
        super(problem, cause);
        this.path = path;
    }

    /**
     * Returns where the problem is.
     *
     * @return a path that starts at the root of the tree, {@code $}
     */
    public String path() {
        return path;
    }
}
