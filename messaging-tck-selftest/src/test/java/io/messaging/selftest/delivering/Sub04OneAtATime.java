package io.messaging.selftest.delivering;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Stored;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs a handler concurrently: SUB-04. */
final class Sub04OneAtATime {
    /** Rules that notice a handler running concurrently: nearly all that subscribe. */
    private static final String OF_ANY_DELIVERY =
            "RD-12 RD-13 RD-17 RD-18 RD-19 RD-20 RD-21 RD-25 RD-27 SUB-01 SUB-02 SUB-03 SUB-05 SUB-06 SUB-07"
                    + " SUB-08 SUB-09 SUB-10 SUB-11 SUB-12 SUB-13 SUB-15 SUB-17 SUB-18 SUB-19 CON-01 CON-02 CON-03"
                    + " LIFE-01 LIFE-03 LIFE-05 LIFE-06 LIFE-07 DUR-06 DUR-08 DUR-10 DUR-12 INT-01 SHR-09";

    static final Mutant TWO_THREADS_PER_HANDLER = Mutant.of("SUB-04", "runs one handler on two threads")
            .perhapsBreaking("without turns there is no order, nor an end", OF_ANY_DELIVERY)
            .perhapsBreaking("they look at the order of deliveries, too", "RD-12 RD-13")
            .representative()
            .fault("ran at once", Faults.plainHandlers((topic, handler, options) -> {
                // Starts the next call while the previous one is running, but never before that has begun.
                return message -> {
                    CompletableFuture<Void> begun = new CompletableFuture<>();
                    Thread thread = new Thread(
                            () -> {
                                begun.complete(null);
                                try {
                                    handler.onMessage(message);
                                } catch (Throwable ignored) {
                                    // As in a correct backend, a failure costs its own message only.
                                }
                            },
                            "selftest-second");
                    thread.setDaemon(true);
                    thread.start();
                    begun.join();
                };
            }));

    static final Mutant STORING_THREADS_RUN_HANDLER = Mutant.of(
                    "SUB-04", "storing threads run the handler concurrently")
            .perhapsBreaking("without turns there is no order, nor an end", OF_ANY_DELIVERY)
            .alsoBreaking("its handlers run in the context of callers", "SUB-20")
            .sharedFault("ran at once", () -> {
                Map<String, List<MessageHandler>> handlers = new ConcurrentHashMap<>();
                Stored stored = new Stored();
                return correct -> Faults.stores(
                        Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            if (options.isDurable()) {
                                return backend.subscribe(topic, handler, options);
                            }
                            List<MessageHandler> all =
                                    handlers.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                            Subscription subscription = backend.subscribe(topic, message -> {}, options);
                            all.add(handler);
                            subscription.ended().thenRun(() -> all.remove(handler));
                            return subscription;
                        }),
                        (backend, namespace, topic, message) -> {
                            boolean isNew = stored.find(backend, topic, message) == null;
                            stored.store(backend, namespace, topic, message);
                            for (MessageHandler handler :
                                    isNew ? handlers.getOrDefault(topic, List.of()) : List.<MessageHandler>of()) {
                                try {
                                    handler.onMessage(message);
                                } catch (Throwable ignored) {
                                    // As in a correct backend, a failure costs its own message only.
                                }
                            }
                        });
            });
}
