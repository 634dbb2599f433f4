package io.messaging.selftest.delivering;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets a handler see the context of storing and subscribing threads: SUB-20. */
final class Sub20CallersContext {
    static final Mutant SUBSCRIBERS_CLASS_LOADER = Mutant.of(
                    "SUB-20", "runs handlers with the context class loader of the subscribing thread")
            .representative()
            .fault("the context class loader of a caller", Changes.subscribe((backend, topic, handler, options) -> {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                return backend.subscribe(topic, with(loader, handler), options);
            }));

    static final Mutant SUBSCRIBERS_THREAD = Mutant.of(
                    "SUB-20", "runs handlers on a thread that the subscribing thread creates")
            .perhapsBreaking("a handler's failure reaches the backend wrapped", "SUB-17 SUB-18")
            .inEveryBuild()
            .fault("an inheritable thread local of a caller", Changes.subscribe((backend, topic, handler, options) -> {
                ExecutorService thread = Executors.newSingleThreadExecutor(Sub20CallersContext::daemon);
                thread.execute(() -> {});
                Subscription subscription = backend.subscribe(topic, on(thread, handler), options);
                subscription.ended().thenRun(thread::shutdown);
                return subscription;
            }));

    static final Mutant STORERS_INTERRUPT = Mutant.of("SUB-20", "passes a storer's interrupt to a handler")
            .inEveryBuild()
            .sharedFault("that a caller is interrupted", () -> {
                AtomicBoolean interrupted = new AtomicBoolean();
                return correct -> Faults.stores(
                        Changes.subscribe(
                                correct,
                                (backend, topic, handler, options) -> backend.subscribe(
                                        topic,
                                        message -> {
                                            if (interrupted.getAndSet(false)) {
                                                Thread.currentThread().interrupt();
                                            }
                                            handler.onMessage(message);
                                        },
                                        options)),
                        (backend, namespace, topic, message) -> {
                            if (Thread.currentThread().isInterrupted()) {
                                interrupted.set(true);
                            }
                            backend.storeMessage(namespace, topic, message);
                        });
            });

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "selftest-handler");
        thread.setContextClassLoader(Sub20CallersContext.class.getClassLoader());
        thread.setDaemon(true);
        return thread;
    }

    private static MessageHandler with(ClassLoader loader, MessageHandler handler) {
        return message -> {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                handler.onMessage(message);
            } finally {
                thread.setContextClassLoader(before);
            }
        };
    }

    private static MessageHandler on(ExecutorService thread, MessageHandler handler) {
        return message -> {
            Future<?> handling;
            try {
                handling = thread.submit(() -> {
                    handler.onMessage(message);
                    return null;
                });
            } catch (RejectedExecutionException ended) {
                return;
            }
            try {
                handling.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception failure ? failure : e;
            }
        };
    }
}
