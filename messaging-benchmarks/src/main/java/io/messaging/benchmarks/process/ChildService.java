package io.messaging.benchmarks.process;

/** What a child process does, steered by lines on its standard input. Used by one thread. */
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
