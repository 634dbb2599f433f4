package io.messaging.testing.observed;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;

/**
 * Is notified of what an observed backend does, before and after. In the test's own JVM it is the {@link TestHub}, in a
 * child process a {@link RemoteObserver} that reports to the hub. Thread-safe; methods never throw.
 */
interface Observer {
    /** A backend was opened by a process or agent; returns its number. */
    long opened(String process, String where);

    void closed(long backend);

    /** A store begins; returns the number of the event. */
    long storing(long backend, String thread, String topic, Message message);

    /**
     * A subscription is being made, under a client id, as a member of a group, with a start, or null for none of them;
     * returns its number.
     */
    long subscribing(long backend, String topic, String clientId, String group, GemstoneId startsAfter, String where);

    /** The subscription is active; messages may have arrived already. */
    void subscribed(long subscription);

    void unsubscribed(long subscription);

    /** A subscription has received a mark; see {@link Marks}. */
    void marked(long subscription);

    /** Returns how often to deliver a message to the handler, 0 to drop it. Waits while a partition holds it back. */
    int timesToDeliver(long subscription, Message message);

    /** A handler begins; returns the number of the event. */
    long handling(long subscription, String thread, Message message);

    /**
     * A handler that {@link #handling} began failed, and its message is not redelivered, or the failure was an
     * assertion.
     */
    void handlerFailed(long event, Throwable failure);

    /** A subscription has finished a message, however often its handler got it. */
    void delivered(long subscription, Message message);

    /** What {@link #storing} or {@link #handling} began has ended; the failure is null on success. */
    void finished(long event, String failure);
}
