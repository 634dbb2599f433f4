package io.messaging.selftest.delivering;

import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Batches;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.concurrent.locks.ReentrantLock;

/** Does not let a handler end its subscription: SUB-08. */
final class Sub08EndInTheHandler {
    static final Mutant CONTINUES_BATCH_AFTER_CLOSE = Mutant.of(
                    "SUB-08", "goes on with its batch when a handler closes its subscription")
            .perhapsBreaking("it closes with a backlog, too", "SUB-11 LIFE-06")
            .alsoBreaking("it takes several at once there too", "SUB-09")
            .representative()
            .fault("extra", correct -> Batches.batches(correct, 3));

    static final Mutant CLOSE_WAITS_FOR_CALLER = Mutant.of("SUB-08", "close waits for the handler that calls it")
            .fault("SUB-08: ", Changes.subscribe((backend, topic, handler, options) -> {
                ReentrantLock turn = new ReentrantLock();
                if (options.isDurable()) {
                    return backend.subscribe(topic, handler, options);
                }
                Subscription subscription = backend.subscribe(
                        topic,
                        message -> {
                            turn.lock();
                            try {
                                handler.onMessage(message);
                            } finally {
                                turn.unlock();
                            }
                        },
                        options);
                return Faults.closing(subscription, open -> {
                    while (turn.isHeldByCurrentThread()) {
                        Faults.pause(1_000_000);
                        if (Thread.currentThread().isInterrupted()) {
                            return;
                        }
                    }
                    open.close();
                });
            }));
}
