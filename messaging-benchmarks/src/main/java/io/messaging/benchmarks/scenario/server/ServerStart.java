package io.messaging.benchmarks.scenario.server;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.peer.ArtemisBroker;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.embedded.EmbeddedServer;
import java.util.List;
import java.util.concurrent.Callable;

/** How long a server takes to start in a JVM that has started one before. */
public final class ServerStart {
    private static final double BAR_MILLIS = 10;

    private ServerStart() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        List<Series> series = result.group(
                "Start of a server",
                effort.compare(
                        Unit.MILLISECONDS,
                        List.of(
                                effort.contender("embedded", () -> time(EmbeddedServer::start)),
                                Contender.of("artemis in-vm", 1, () -> time(ArtemisBroker::startInVm)))));
        result.verdict(Verdict.ofValue("EmbeddedServer.start()", series.get(0), Bar.lessThan(BAR_MILLIS)));
    }

    private static Sample time(Callable<AutoCloseable> start) throws Exception {
        long before = System.nanoTime();
        AutoCloseable server = start.call();
        double millis = (System.nanoTime() - before) / 1e6;
        server.close();
        return Sample.ofValue(millis);
    }
}
