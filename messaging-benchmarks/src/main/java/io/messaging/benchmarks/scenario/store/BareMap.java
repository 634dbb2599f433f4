package io.messaging.benchmarks.scenario.store;

import io.messaging.backend.MessageHandler;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The least that keeps a message by id and in order and hands it on. Thread-safe: the lock guards both collections,
 * the handler runs outside.
 */
public final class BareMap {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<GemstoneId, Message> byId = new HashMap<>();
    private final List<Message> inOrder = new ArrayList<>();
    private final MessageHandler handler;

    /** Starts empty. */
    public BareMap(MessageHandler handler) {
        this.handler = handler;
    }

    /** Keeps a message and calls the handler, whose failure is the caller's. */
    public void store(Message message) throws Exception {
        lock.lock();
        try {
            byId.put(message.id(), message);
            inOrder.add(message);
        } finally {
            lock.unlock();
        }
        handler.onMessage(message);
    }
}
