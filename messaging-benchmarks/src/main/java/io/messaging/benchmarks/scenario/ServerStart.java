package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.peer.ArtemisBroker;
import io.messaging.embedded.EmbeddedServer;
import java.util.List;

/** How long a server takes to start in a JVM that has started one before. */
final class ServerStart implements Scenario {
    private static final double BAR_MILLIS = 10;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String title() {
        return "EmbeddedServer.start() in a warm JVM";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        List<Series> series = effort.interleaving()
                .run(
                        Unit.MILLISECONDS,
                        List.of(
                                Contender.of("embedded", effort.warmUpRounds(), () -> time(EmbeddedServer::start)),
                                Contender.of("artemis in-vm", 1, () -> time(ArtemisBroker::startInVm))));
        return ScenarioResult.of(this)
                .group(new SeriesGroup("Start of a server", series))
                .verdict(Verdict.ofValue("EmbeddedServer.start()", series.get(0), Bar.lessThan(BAR_MILLIS)))
                .build();
    }

    /** Starts a server. */
    private interface Start {
        AutoCloseable run() throws Exception;
    }

    private static Sample time(Start start) throws Exception {
        long before = System.nanoTime();
        AutoCloseable server = start.run();
        double millis = (System.nanoTime() - before) / 1e6;
        server.close();
        return Sample.ofValue(millis);
    }
}
