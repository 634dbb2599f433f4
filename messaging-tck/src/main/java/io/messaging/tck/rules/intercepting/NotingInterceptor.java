package io.messaging.tck.rules.intercepting;

import io.messaging.backend.Delivery;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Notes every call and its outcome, adds its name to the trace of stored messages, and fails when asked to. Thread-safe. */
final class NotingInterceptor implements MessagingInterceptor {
    private final String name;
    private final Queue<Note> notes;
    private volatile Consumer<Message> beforeStore = message -> {};
    private volatile Consumer<Delivery> beforeHandler = delivery -> {};

    /**
     * A step of an interceptor.
     *
     * @param step which, with the interceptor's name
     * @param id of the message
     * @param attempt of a delivery; 0 of a store
     * @param thread where it was
     * @param failure how it ended; null when it began, or ended well
     */
    record Note(String step, GemstoneId id, int attempt, Thread thread, Throwable failure) {
        @Override
        public String toString() {
            return step + " " + id + (attempt == 0 ? "" : ", attempt " + attempt)
                    + (failure == null ? "" : ", " + failure.getClass().getSimpleName());
        }
    }

    NotingInterceptor(String name, Queue<Note> notes) {
        this.name = name;
        this.notes = notes;
    }

    static Queue<Note> notes() {
        return new ConcurrentLinkedQueue<>();
    }

    /** The steps that the notes name for a message, in order. */
    static List<String> steps(Queue<Note> notes, Message message) {
        return of(notes, message).stream().map(Note::step).toList();
    }

    static List<Note> of(Queue<Note> notes, Message message) {
        return notes.stream().filter(note -> note.id().equals(message.id())).toList();
    }

    /** Returns a stored message as interceptors of these names leave it. */
    static Message through(Message message, String... names) {
        return message.toBuilder().traceparent(String.join("", names)).build();
    }

    NotingInterceptor beforeStore(Consumer<Message> action) {
        beforeStore = action;
        return this;
    }

    NotingInterceptor beforeHandler(Consumer<Delivery> action) {
        beforeHandler = action;
        return this;
    }

    @Override
    public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
        Message message = call.message();
        note("begin " + name, message, 0, null);
        beforeStore.accept(message);
        String trace = message.traceparent().orElse("") + name;
        return chain.proceed(through(message, trace))
                .whenComplete((done, failure) -> note("end " + name, message, 0, failure));
    }

    @Override
    public void handle(Delivery delivery, HandlerChain chain) throws Exception {
        note("begin " + name, delivery.message(), delivery.attempt(), null);
        beforeHandler.accept(delivery);
        Throwable failure = null;
        try {
            chain.proceed(delivery);
        } catch (Throwable thrown) {
            failure = thrown;
            throw thrown;
        } finally {
            note("end " + name, delivery.message(), delivery.attempt(), failure);
        }
    }

    private void note(String step, Message message, int attempt, Throwable failure) {
        notes.add(new Note(step, Objects.requireNonNull(message).id(), attempt, Thread.currentThread(), failure));
    }
}
