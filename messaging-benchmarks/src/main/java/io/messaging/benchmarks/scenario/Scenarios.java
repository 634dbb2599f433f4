package io.messaging.benchmarks.scenario;

import java.util.List;

/** All scenarios. */
public final class Scenarios {
    /** In the order in which they run. */
    public static final List<Scenario> ALL = List.of(
            new SyncStore(),
            new PipelinedDelivery(),
            new FanOut(),
            new DurableDelivery(),
            new DurableCatchUp(),
            new InProcessStore(),
            new InMemoryDirect(),
            new TailRead(),
            new BigRead(),
            new HeapPerMessage(),
            new Crowd(),
            new ServerStart(),
            new CostBySize());

    private Scenarios() {}
}
