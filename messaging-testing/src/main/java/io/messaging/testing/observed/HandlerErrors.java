package io.messaging.testing.observed;

import io.messaging.testing.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * The exceptions of a test's handlers, except those that the test expects and attempts that a durable subscription
 * repeats. Thread-safe: guarded by its monitor.
 */
public final class HandlerErrors {
    private static final int MOST = 100;

    /**
     * One of them.
     *
     * @param event the delivery, with what was thrown as its outcome
     * @param thrown null where it was in another process
     */
    public record HandlerError(RecordedEvent event, Throwable thrown) {
        @Override
        public String toString() {
            return "the handler of '" + event.process() + "' for '" + event.topic() + "' threw " + event.outcome()
                    + " for message " + event.message().id();
        }
    }

    private final List<HandlerError> errors = new ArrayList<>();
    private final List<Predicate<? super RecordedEvent>> expected = new CopyOnWriteArrayList<>();

    synchronized void add(RecordedEvent delivery, String text, Throwable thrown) {
        if (errors.size() < MOST) {
            RecordedEvent failed = new RecordedEvent(
                    delivery.number(),
                    delivery.kind(),
                    delivery.at(),
                    delivery.process(),
                    delivery.thread(),
                    delivery.topic(),
                    delivery.message(),
                    delivery.detail(),
                    text,
                    delivery.took());
            errors.add(new HandlerError(failed, thrown));
        }
    }

    /** Expects failures, including earlier ones. */
    public void expect(Predicate<? super RecordedEvent> which) {
        expected.add(which);
    }

    /** Returns the unexpected errors, each once. */
    public synchronized List<HandlerError> take() {
        List<HandlerError> taken = errors.stream()
                .filter(error -> expected.stream().noneMatch(which -> which.test(error.event())))
                .toList();
        errors.clear();
        return taken;
    }
}
