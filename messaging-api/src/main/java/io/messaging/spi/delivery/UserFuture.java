package io.messaging.spi.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A future that programs get. Callbacks added to it do not run on the thread that {@link #settle completes} it, which has
 * other things to do: it runs on the program's own thread where the future is done already, else as a callback. A future
 * without callbacks costs no thread.
 *
 * <p>What a program does to it, such as cancelling, affects its callbacks and nothing else. Thread-safe.
 *
 * @param <T> the result
 */
public final class UserFuture<T> extends CompletableFuture<T> {
    /** No callback is known. */
    private static final int NEW = 0;

    /** There may be callbacks. */
    private static final int IN_USE = 1;

    /** It is being settled on the spot; what comes now waits for the end of that. */
    private static final int SETTLING = 2;

    private final Executor callbacks;
    private final AtomicInteger state = new AtomicInteger(NEW);

    /**
     * Creates a future.
     *
     * @param callbacks runs its callbacks
     */
    public UserFuture(Executor callbacks) {
        this.callbacks = callbacks;
    }

    /**
     * Completes the future, perhaps a little later. Without effect on one that is completed.
     *
     * @param value the result; ignored where there is a failure
     * @param failure why there is no result, or null
     */
    public void settle(T value, Throwable failure) {
        // The count finds what the hooks below do not see: those who wait, and allOf() and anyOf().
        if (state.compareAndSet(NEW, SETTLING) && getNumberOfDependents() == 0) {
            finish(this, value, failure);
        } else if (!isDone()) {
            state.set(IN_USE);
            callbacks.execute(() -> finish(this, value, failure));
        }
    }

    /**
     * Completes a future, which may be a program's.
     *
     * @param <T> the result
     * @param future settled where it is one of these, else completed on the spot
     * @param value the result; ignored where there is a failure
     * @param failure why there is no result, or null
     */
    public static <T> void settle(CompletableFuture<T> future, T value, Throwable failure) {
        if (future instanceof UserFuture<T> programs) {
            programs.settle(value, failure);
        } else {
            finish(future, value, failure);
        }
    }

    private static <T> void finish(CompletableFuture<T> future, T value, Throwable failure) {
        if (failure == null) {
            future.complete(value);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** Comes before anything is hung on this future: the result of every such method is made here. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        use();
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<T> toCompletableFuture() {
        use();
        return this;
    }

    @Override
    public CompletionStage<T> minimalCompletionStage() {
        use();
        return super.minimalCompletionStage();
    }

    private void use() {
        if (!state.compareAndSet(NEW, IN_USE)) {
            while (state.get() == SETTLING && !isDone()) {
                Thread.onSpinWait();
            }
        }
    }
}
