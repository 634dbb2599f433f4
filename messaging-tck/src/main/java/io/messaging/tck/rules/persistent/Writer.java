package io.messaging.tck.rules.persistent;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Stores messages of its own until a store fails for want of a connection, and notes what was acknowledged. Thread-safe. */
final class Writer {
    private static final int MOST_IN_FLIGHT = 16;

    private final RuleContext tck;
    private final MessagingBackend backend;
    private final String topic;
    private final List<Message> messages;
    private final List<Message> acknowledged = new ArrayList<>();
    private final List<Message> inDoubt = new ArrayList<>();

    /** A store whose future may not be complete. */
    private record UnderWay(Message message, CompletableFuture<Void> future) {}

    Writer(RuleContext tck, MessagingBackend backend, String topic, List<Message> messages) {
        this.tck = tck;
        this.backend = backend;
        this.topic = topic;
        this.messages = messages;
    }

    void storeOneByOne() {
        boolean connected = true;
        for (int i = 0; i < messages.size() && connected; i++) {
            connected = store(messages.get(i));
        }
    }

    private boolean store(Message message) {
        try {
            tck.store(backend, topic, message);
            note(acknowledged, message);
            return true;
        } catch (MessagingConnectionException | MessagingTimeoutException e) {
            note(inDoubt, message);
            return false;
        }
    }

    /** Waits for the oldest store when there are several under way. */
    void storeAsync() {
        Deque<UnderWay> underWay = new ArrayDeque<>();
        boolean connected = true;
        for (int i = 0; i < messages.size() && connected; i++) {
            if (underWay.size() == MOST_IN_FLIGHT) {
                connected = finish(underWay.remove());
            }
            underWay.add(new UnderWay(messages.get(i), tck.storeAsync(backend, topic, messages.get(i))));
        }
        underWay.forEach(this::finish);
    }

    private boolean finish(UnderWay store) {
        tck.await(store.future()::isDone, "the future of an async store completes", "it does not");
        try {
            store.future().join();
            note(acknowledged, store.message());
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof MessagingConnectionException
                    || e.getCause() instanceof MessagingTimeoutException) {
                note(inDoubt, store.message());
                return false;
            }
            throw e;
        }
    }

    private static void note(List<Message> list, Message message) {
        synchronized (list) {
            list.add(message);
        }
    }

    private static List<Message> copy(List<Message> list) {
        synchronized (list) {
            return List.copyOf(list);
        }
    }

    /** Returns the messages whose store has succeeded, in the order of the calls. */
    List<Message> acknowledged() {
        return copy(acknowledged);
    }

    /** Returns those whose store has failed. */
    List<Message> inDoubt() {
        return copy(inDoubt);
    }
}
