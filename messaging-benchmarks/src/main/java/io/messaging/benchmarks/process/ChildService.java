package io.messaging.benchmarks.process;

/**
 * What a child process does, controlled by lines on its standard input. Created by {@link ChildMain} through a public
 * constructor that takes the arguments as {@code String...}. Used by one thread.
 */
public interface ChildService extends AutoCloseable {
    /** The port it listens on, 0 for none. */
    default int port() {
        return 0;
    }

    /** Answers one request, in one line. */
    default String answer(String request) throws Exception {
        throw new IllegalArgumentException("this process does not know the request '" + request + "'");
    }

    @Override
    void close();
}
