package io.messaging.selftest.handmade;

import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the handlers of an {@link Engine}, whose lock guards all state and whose steps say what comes next. */
final class EngineDeliveries {
    private final Engine engine;
    private final Runner runner;

    EngineDeliveries(Engine engine, Runner runner) {
        this.engine = engine;
        this.runner = runner;
    }

    void start() {
        List<Runnable> starts = new ArrayList<>();
        synchronized (engine) {
            for (Sub sub : List.copyOf(engine.subs)) {
                if (sub.active && !sub.running && engine.mayStart(sub) && engine.next(sub) != null) {
                    begin(sub);
                    starts.add(() -> deliver(sub));
                }
            }
        }
        starts.forEach(runner::execute);
        runner.pumped();
    }

    private void begin(Sub sub) {
        sub.running = true;
        if (sub.isDurable()) {
            engine.busy.add(sub.client.id);
            sub.client.inFlight = 1;
            engine.subs.remove(sub); // to the end: topics take turns
            engine.subs.add(sub);
        }
    }

    private void deliver(Sub sub) {
        Item item;
        synchronized (engine) {
            sub.thread = Thread.currentThread();
            item = sub.active ? engine.next(sub) : null;
            if (item != null) {
                engine.taken(sub, item);
            }
        }
        try {
            if (item != null) {
                handle(sub, item);
            }
        } finally {
            synchronized (engine) {
                sub.running = false;
                sub.thread = null;
                if (sub.isDurable()) {
                    engine.busy.remove(sub.client.id);
                    sub.client.inFlight = 0;
                }
                engine.notifyAll();
            }
            start();
        }
    }

    private void handle(Sub sub, Item item) {
        boolean redelivered = isRedelivered(sub, item);
        Throwable failure = attempt(sub, item, 1, redelivered);
        if (!sub.isDurable()) {
            if (failure != null) {
                engine.plainFailed(sub, failure);
            }
            return;
        }
        for (int attempt = 1; failure != null; attempt++) {
            if (!sub.isActive()) {
                noteBegun(sub, item);
                engine.abandoned(sub, item);
                return;
            }
            if (attempt >= engine.maxAttempts(sub) || failure instanceof RejectedDeliveryException) {
                engine.failed(sub, item, failure);
                return;
            }
            Duration backoff = engine.pause(sub, attempt);
            engine.pause(sub, failure instanceof RetryLaterException later ? later.pause() : backoff);
            if (!sub.isActive()) {
                noteBegun(sub, item);
                return;
            }
            failure = attempt(sub, item, attempt + 1, true);
        }
        engine.handled(sub, item);
    }

    /** What was requeued has failed before. */
    private boolean isRedelivered(Sub sub, Item item) {
        synchronized (engine) {
            return sub.isDurable() && item.index() < sub.client.begunBefore;
        }
    }

    private void noteBegun(Sub sub, Item item) {
        synchronized (engine) {
            sub.client.begunBefore = Math.max(sub.client.begunBefore, item.index() + 1);
        }
    }

    /** Hides the context of the thread, which may be a caller's, from the handler (SUB-20), and restores it. */
    private Throwable attempt(Sub sub, Item item, int attempt, boolean redelivered) {
        Thread thread = Thread.currentThread();
        ClassLoader ofCaller = thread.getContextClassLoader();
        boolean interrupted = Thread.interrupted();
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        engine.handling.set(true);
        try {
            sub.handler.onDelivery(new Delivery(item.message(), sub.topic, attempt, redelivered, sub));
            return null;
        } catch (Throwable thrown) {
            return thrown;
        } finally {
            engine.handling.remove();
            Thread.interrupted(); // the handler's, not the next one's
            thread.setContextClassLoader(ofCaller);
            if (interrupted) {
                thread.interrupt();
            }
        }
    }
}
