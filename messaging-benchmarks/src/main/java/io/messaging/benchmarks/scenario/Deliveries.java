package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.List;

/** Measures rates of delivery to a process of subscribers. */
public final class Deliveries {
    private Deliveries() {}

    /** Measures deliveries per second, from the first store until all are acknowledged and have arrived. */
    public static Sample measure(StoreClient publisher, List<Payload> payloads, ChildJvm subscribers, int copies)
            throws Exception {
        long expected = Long.parseLong(subscribers.ask("count")) + (long) payloads.size() * copies;
        long start = System.nanoTime();
        publisher.storeAll(payloads);
        long arrived = Long.parseLong(subscribers.ask("await " + expected));
        long elapsed = System.nanoTime() - start;
        if (arrived != expected) {
            throw new IllegalStateException(arrived + " messages arrived, not " + expected
                    + ": something was delivered twice, so the figures are void");
        }
        return Sample.ofRate((long) payloads.size() * copies, elapsed);
    }
}
