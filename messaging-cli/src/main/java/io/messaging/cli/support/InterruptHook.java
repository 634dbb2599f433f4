package io.messaging.cli.support;

/**
 * Runs an action when the process is interrupted (Ctrl-C, SIGTERM) before {@link #remove}. The process ends when the
 * action has returned. Thread-safe.
 */
public final class InterruptHook {
    private final Thread hook;

    /** Registers the action, which runs on a thread of its own while other threads go on. */
    public InterruptHook(String name, Runnable action) {
        hook = new Thread(action, name);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs the action no more, unless it runs already. */
    public void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The action runs.
        }
    }
}
