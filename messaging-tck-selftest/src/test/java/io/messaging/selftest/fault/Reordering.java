package io.messaging.selftest.fault;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs the handler on another thread, with the least of the waiting messages first. */
public final class Reordering implements MessageHandler {
    private final MessageHandler handler;
    private final Comparator<Message> order;
    private final List<Message> waiting = new ArrayList<>();
    private boolean running;

    public Reordering(MessageHandler handler, boolean byId) {
        this.handler = handler;
        this.order = byId
                ? Comparator.comparing(Message::id)
                : Comparator.comparing(m -> m.priority().number());
    }

    @Override
    public void onMessage(Message message) {
        synchronized (this) {
            waiting.add(message);
            if (running) {
                return;
            }
            running = true;
        }
        Thread thread = new Thread(this::drain, "selftest-reordering");
        thread.setDaemon(true);
        thread.start();
    }

    private void drain() {
        while (true) {
            Message next;
            synchronized (this) {
                if (waiting.isEmpty()) {
                    running = false;
                    return;
                }
                next = waiting.stream().min(order).orElseThrow();
                waiting.remove(next);
            }
            try {
                handler.onMessage(next);
            } catch (Throwable ignored) {
                // As in a correct backend, a failure costs its own message only.
            }
        }
    }
}
