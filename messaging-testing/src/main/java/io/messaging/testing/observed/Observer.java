package io.messaging.testing.observed;

import io.messaging.message.Message;

/**
 * Learns what an observed backend does: before it does it, and what came of it. In the test's own JVM that is the
 * {@link TestHub}, in a child process a {@link RemoteObserver} that tells it to the hub. Thread-safe; whatever happens,
 * methods do not throw.
 */
interface Observer {
    /** A backend was opened by a process or agent; gives its number. */
    long opened(String process, String where);

    void closed(long backend);

    /** A store begins; gives the number of the event. */
    long storing(long backend, String thread, String topic, Message message);

    /** A subscription is being made; gives its number. */
    long subscribing(long backend, String topic, String clientId, String where);

    /** It is in force; messages may have come already. */
    void subscribed(long subscription);

    void unsubscribed(long subscription);

    /** A subscription has got a mark that the test put behind what the topic held; see {@link Marks}. */
    void marked(long subscription);

    /**
     * Returns how often to deliver a message to the handler: 0 to drop it. Waits as long as a partition holds it back.
     */
    int timesToDeliver(long subscription, Message message);

    /** A handler begins; gives the number of the event. */
    long handling(long subscription, String thread, Message message);

    /** A handler that {@link #handling} began failed, and its message does not come again, or it was an assertion. */
    void handlerFailed(long event, Throwable failure);

    /** A subscription is done with a message, however often its handler got it. */
    void delivered(long subscription, Message message);

    /** The end of what {@link #storing} or {@link #handling} began; the failure is null where there was none. */
    void finished(long event, String failure);
}
