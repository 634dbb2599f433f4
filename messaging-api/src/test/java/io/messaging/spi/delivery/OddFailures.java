package io.messaging.spi.delivery;

import java.util.List;

/** Exceptions whose own methods fail. */
final class OddFailures {
    private OddFailures() {}

    static List<Throwable> all() {
        return List.of(
                new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new NoClassDefFoundError("for this test: getMessage");
                    }
                },
                new RuntimeException() {
                    @Override
                    public String toString() {
                        throw new StackOverflowError("for this test: toString");
                    }
                },
                new RuntimeException() {
                    @Override
                    public synchronized Throwable getCause() {
                        throw new AssertionError("for this test: getCause");
                    }
                },
                new EndlessException(),
                new RuntimeException() {
                    @Override
                    public StackTraceElement[] getStackTrace() {
                        throw new IllegalStateException("for this test: getStackTrace");
                    }

                    @Override
                    public void printStackTrace(java.io.PrintWriter out) {
                        throw new LinkageError("for this test: printStackTrace");
                    }
                },
                new RuntimeException("NUL \0, half \ud800, and long " + "x".repeat(3_000_000)),
                new ThreadDeath());
    }

    private static final class EndlessException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return new EndlessException();
        }
    }
}
