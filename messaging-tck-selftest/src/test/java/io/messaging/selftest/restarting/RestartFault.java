package io.messaging.selftest.restarting;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Does something wrong once what keeps the messages was killed and started again. Thread-safe. */
final class RestartFault implements Fault {
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicReference<Message> last = new AtomicReference<>();
    private final Map<Message, Boolean> stored = new ConcurrentHashMap<>();
    private final Set<Message> storedBefore = ConcurrentHashMap.newKeySet();
    private final Set<Message> lastBefore = ConcurrentHashMap.newKeySet();
    private final Change change;

    RestartFault(Change change) {
        this.change = change;
    }

    @FunctionalInterface
    interface Change {
        MessagingBackend open(RestartFault restarts, MessagingBackend correct);
    }

    @Override
    public MessagingBackend open(MessagingBackend correct) {
        return change.open(this, Faults.stores(correct, (backend, namespace, topic, message) -> {
            backend.storeMessage(namespace, topic, message);
            stored.put(message, true);
            last.set(message);
        }));
    }

    @Override
    public void restart(Runnable whileDown) {
        storedBefore.addAll(stored.keySet());
        Message newest = last.get();
        if (newest != null) {
            lastBefore.add(newest);
        }
        whileDown.run();
        restarts.incrementAndGet();
    }

    int count() {
        return restarts.get();
    }

    boolean happened() {
        return count() > 0;
    }

    boolean wasStoredBefore(Message message) {
        return storedBefore.contains(message);
    }

    /** Returns whether the message was the last one to be acknowledged before a restart. */
    boolean wasLastBefore(Message message) {
        return lastBefore.contains(message);
    }
}
