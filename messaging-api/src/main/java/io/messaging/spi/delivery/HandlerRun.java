package io.messaging.spi.delivery;

/** The calls of one subscription's handler, which can be ended. Thread-safe. */
public interface HandlerRun {
    /**
     * Ends the delivery: after this has returned, no call of the handler starts but one that was about to. Waits for none;
     * {@link #awaitHalted} does.
     */
    void halt();

    /** {@return whether {@link #halt} was called} */
    boolean isHalted();

    /**
     * Waits until the calls of the handler that were running at {@link #halt} have returned, and the end has been notified.
     *
     * @param nanos at most how long
     * @return false when one was still running then; true at once on a thread that is inside the handler
     */
    boolean awaitHalted(long nanos);

    /**
     * Interrupts calls of the handler that are running on other threads, with a warning that names them. One on a thread that is not a
     * backend's is only named.
     *
     * @param millis how long ago their end was asked for, for the warning
     */
    void interrupt(long millis);
}
