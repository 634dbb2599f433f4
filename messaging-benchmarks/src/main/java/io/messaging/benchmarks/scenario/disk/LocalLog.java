package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.consumer.Subscriber;
import io.messaging.benchmarks.local.ChronicleReader;
import io.messaging.benchmarks.local.LogWriter;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.List;

/** A process appends to a log in files, another one reads it: without a daemon, without forcing. */
public final class LocalLog {
    private static final double BAR_CHRONICLE = 0.3;

    private LocalLog() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note(
                "Two processes, one writes and one reads, until all is written and read; nothing is forced. Ours has "
                        + "the server in the writer's process and a plain subscription; Chronicle Queue has mapped files that "
                        + "the reader polls without a pause. It has no acknowledgements, ids, or limits.");
        int messages = effort.scaled(100_000);
        try (Resources resources = new Resources()) {
            TemporaryFolder ourFolder = resources.add(TemporaryFolder.create("embedded"));
            ChildJvm ourWriter = resources.add(LogWriter.startProcess(LogWriter.EMBEDDED, ourFolder.path()));
            ChildJvm ourReader =
                    resources.add(Subscriber.startProcess(Brokers.EMBEDDED, ourWriter.port(), LogWriter.TOPIC));
            TemporaryFolder itsFolder = resources.add(TemporaryFolder.create("chronicle"));
            ChildJvm itsWriter = resources.add(LogWriter.startProcess(LogWriter.CHRONICLE, itsFolder.path()));
            Contender ours = contender(LogWriter.EMBEDDED, ourWriter, ourReader, messages, effort);
            ChildJvm itsReader = resources.add(ChronicleReader.startProcess(itsFolder.path()));
            Contender its = contender(LogWriter.CHRONICLE, itsWriter, itsReader, messages, effort);
            List<Series> series = result.group(
                    "Append and read in another process, 400 B", effort.compare(Unit.PER_SECOND, List.of(ours, its)));
            result.verdict(Verdict.ofRatio(
                    "append and read, never / " + LogWriter.CHRONICLE,
                    series.get(0),
                    series.get(1),
                    Bar.atLeast(BAR_CHRONICLE)));
        }
    }

    private static Contender contender(String log, ChildJvm writer, ChildJvm reader, int messages, Effort effort) {
        return Contender.of(
                log, effort.warmUpRounds(), effort.warmUpTime(), () -> measure(log, writer, reader, messages));
    }

    private static Sample measure(String log, ChildJvm writer, ChildJvm reader, int messages) {
        LogWriter.prepare(writer, messages);
        long expected = Long.parseLong(reader.ask("count")) + messages;
        if (log.equals(LogWriter.CHRONICLE)) {
            ChronicleReader.expect(reader, expected);
        }
        long start = System.nanoTime();
        LogWriter.append(writer);
        reader.ask("await " + expected);
        return Sample.ofRate(messages, System.nanoTime() - start);
    }
}
