package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.local.LateServer;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.List;

/** Stores while the log copies on what is still wanted of segments that are mostly not. */
public final class Compaction {
    private static final int MOST_ROUNDS = 9;
    private static final double BAR_P99 = 2;

    private Compaction() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note("One client stores synchronously, sync interval, while others store " + Churn.PER_SECOND
                + " messages a second. With compaction, two of three of those are cleared eight times a second, so that "
                + "the log has to copy on the third all the time; without, nothing is cleared. Two servers, in turn. Live "
                + "are the bytes of messages' records; the disk is looked at after each clear.");
        try (Resources resources = new Resources()) {
            Churn with = start(true, resources);
            Churn without = start(false, resources);
            int messages = effort.scaled(4 * Churn.PER_SECOND);
            with.prepare(effort.scaled(600_000));
            without.prepare(effort.scaled(100_000));
            List<Series> series = result.group(
                    "99th percentile of synchronous stores",
                    effort.withRounds(Math.min(MOST_ROUNDS, effort.rounds()))
                            .compare(
                                    Unit.MICROSECONDS,
                                    List.of(
                                            Contender.of("during compaction", 1, () -> with.storeMeanwhile(messages)),
                                            Contender.of(
                                                    "without compaction", 1, () -> without.storeMeanwhile(messages)))));
            result.verdict(Verdict.ofRatio(
                    "p99 of stores, during compaction / without", series.get(0), series.get(1), Bar.atMost(BAR_P99)));
            Series disk = new Series("most bytes / (2 x live + 64 MiB)", Unit.TIMES, with.mostDisk());
            Series copied = new Series("directory", Unit.MEBIBYTES, List.of(Sample.ofValue(with.mebibytes())));
            Series stored = new Series("all that was stored", Unit.MEBIBYTES, List.of(Sample.ofValue(with.stored())));
            result.group("Disk under compaction, of each round", List.of(disk));
            result.group("Disk in the end", List.of(copied, stored));
            result.verdict(Verdict.ofValue("disk / (2 x live bytes + 64 MiB)", disk, Bar.atMost(1)));
        }
    }

    private static Churn start(boolean clears, Resources resources) throws Exception {
        TemporaryFolder folder = resources.add(TemporaryFolder.create("compaction"));
        ChildJvm server = resources.add(LateServer.startProcess(folder.path(), ChildJvm.SERVER_OPTIONS));
        int port = LateServer.start(server);
        return new Churn(folder, port, clears, resources);
    }
}
