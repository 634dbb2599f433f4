package io.messaging.selftest.handmade;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** An instance: a correct store, and the subscriptions of an {@link Engine}. */
public class EngineBackend extends Delegate {
    private final Engine engine;
    private final CountDownLatch closeEnded = new CountDownLatch(1);
    private boolean closed;

    EngineBackend(Engine engine, MessagingBackend correct) {
        super(correct);
        this.engine = engine;
    }

    /** The store without subscriptions. */
    MessagingBackend store() {
        return correct;
    }

    @Override
    public Set<Capability> capabilities() {
        return engine.capabilities(super.capabilities());
    }

    @Override
    public void storeMessage(String namespace, String topic, Message message) {
        if (!Faults.valid(namespace, topic, message)) {
            super.storeMessage(namespace, topic, message);
        }
        engine.store(this, namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        if (!Faults.valid(namespace, topic, message)) {
            return super.storeMessageAsync(namespace, topic, message);
        }
        try {
            storeMessage(namespace, topic, message);
            return CompletableFuture.completedFuture(null);
        } catch (BackendClosedException e) {
            throw e;
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        super.getMessagesForTopic(topic); // throws if the topic is invalid or it is closed
        synchronized (this) {
            if (closed) {
                throw new BackendClosedException("it is being closed");
            }
        }
        return handler == null || options == null || options.isShared()
                ? super.subscribe(topic, handler, options)
                : engine.subscribe(this, topic, handler, options);
    }

    @Override
    public void unsubscribe(String topic) {
        super.unsubscribe(topic);
        end(engine.subsOf(this, topic, null));
    }

    @Override
    public void unsubscribe(String topic, String clientId) {
        super.unsubscribe(topic, clientId);
        end(engine.subsOf(this, topic, clientId));
    }

    private static void end(List<Sub> subs) {
        subs.forEach(sub -> sub.end(SubscriptionEnd.Reason.UNSUBSCRIBED));
        subs.forEach(Sub::awaitIdle);
    }

    @Override
    public List<Subscriber> loadSubscribers(String namespace) {
        return withOwn(super.loadSubscribers(namespace)).stream()
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    @Override
    public Administration administration() {
        return new Changes.Administered(super.administration()) {
            @Override
            public List<Subscriber> subscribers() {
                return withOwn(super.subscribers());
            }

            @Override
            public long clear(String topic) {
                engine.cleared(topic);
                return super.clear(topic);
            }
        };
    }

    private List<Subscriber> withOwn(List<Subscriber> ofStore) {
        List<Subscriber> all = new ArrayList<>(ofStore);
        all.addAll(engine.subscribers());
        return all;
    }

    @Override
    public DurableClients durableClients() {
        super.durableClients(); // throws if it is closed
        return new EngineClients(engine, this);
    }

    @Override
    public void close() {
        boolean awaitsFirst = false;
        boolean isFirst;
        synchronized (this) {
            if (closed) {
                awaitsFirst = !engine.isHandlerThread();
            }
            isFirst = !closed;
            closed = true;
        }
        if (!isFirst) {
            if (awaitsFirst) {
                awaitFirst();
            }
            return;
        }
        List<Sub> subs = engine.subsOf(this, null, null);
        subs.forEach(sub -> sub.end(SubscriptionEnd.Reason.BACKEND_CLOSED));
        long deadline = System.nanoTime() + limit().toNanos();
        subs.forEach(sub -> sub.awaitIdle(deadline - System.nanoTime()));
        if (capabilities().contains(Capability.ASYNC_DELIVERY)) {
            subs.forEach(Sub::interrupt);
        }
        super.close();
        engine.closed(this);
        closeEnded.countDown();
    }

    private void awaitFirst() {
        boolean interrupted = false;
        while (closeEnded.getCount() > 0) {
            try {
                closeEnded.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
