package io.messaging.bus;

import io.messaging.message.Message;
import io.messaging.spi.delivery.UserFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A request that waits for answers. Ends once: with its answers, with an error answer, with the time, or with the bus.
 * Thread-safe: guarded by its monitor, under which nothing of the program's runs. What the program gets is made, and its callbacks
 * run, on threads for callbacks: whoever brings the answers waits for none.
 *
 * @param <R> what the program gets
 */
final class Question<R> {
    private final UserFuture<R> future;
    private final Executor callbacks;
    private final int wanted;
    private final Function<List<Message>, R> result;
    private final List<Message> answers = new ArrayList<>();
    private CompletableFuture<Void> timer;
    private boolean ended;

    Question(int wanted, Function<List<Message>, R> result, Executor callbacks) {
        this.wanted = wanted;
        this.result = result;
        this.callbacks = callbacks;
        this.future = new UserFuture<>(callbacks);
    }

    CompletableFuture<R> future() {
        return future;
    }

    /** Has something done after a time, unless the question has ended by then. */
    synchronized void after(long nanos, Runnable action) {
        if (!ended) {
            timer = JdkTimer.after(nanos, action);
        }
    }

    /** Takes an answer; returns false if more are wanted. */
    boolean answer(Message answer) {
        synchronized (this) {
            if (ended || answers.size() == wanted) {
                return true; // as many as were wanted: this one came beside the last
            }
            if (!answer.isErrorMessage()) {
                answers.add(answer);
                if (answers.size() < wanted) {
                    return false;
                }
            }
        }
        if (answer.isErrorMessage()) {
            fail(new RequestFailedException(answer));
        } else {
            complete();
        }
        return true;
    }

    /** Ends with the answers that there are. */
    void complete() {
        if (end()) {
            callbacks.execute(this::read);
        }
    }

    /** Runs what the program's types do when they are made. */
    private void read() {
        try {
            future.complete(result.apply(answers));
        } catch (Throwable mismatch) {
            future.completeExceptionally(mismatch);
        }
    }

    void fail(RuntimeException failure) {
        if (end()) {
            future.settle(null, failure);
        }
    }

    private synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        return first;
    }
}
