package io.messaging.cli.tck;

import io.messaging.tck.report.FailureDetail;
import io.messaging.tck.report.RuleResult;
import io.messaging.tck.report.RunDetails;
import io.messaging.tck.report.SkipReason;
import io.messaging.tck.report.TckReport;
import io.messaging.tck.report.TestResult;
import io.messaging.tck.report.TestedBackend;
import io.messaging.tck.report.Waivers;
import io.messaging.tck.spec.RuleDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Reports of runs that never were. */
final class Reports {
    static final String HOSTILE = "a \"topic\" \\ with \u0000, \u2028, \uD83D\uDE00 and \u001b[31m";

    private Reports() {}

    static TckReport of(String label, List<String> capabilities, RuleResult... rules) {
        RunDetails run = new RunDetails(
                Instant.parse("2026-11-23T10:15:30Z"), Duration.ofSeconds(31), 4711, 1, List.of(), "17", "Linux");
        return TckReport.judge(
                new TestedBackend(label, "com.example", "Sample", capabilities),
                run,
                List.of(rules),
                Waivers.none(),
                LocalDate.of(2026, 11, 23));
    }

    static RuleResult rule(String id, TestResult test) {
        String statement = "What " + id + " demands, in a sentence that is too long for one line of a narrow terminal, "
                + "and on two as well.";
        RuleDescription rule =
                new RuleDescription(id, RuleDescription.Level.MUST, Set.of(), statement, "It has a reason.", "");
        return new RuleResult(rule, List.of(test), Optional.empty());
    }

    static TestResult passed() {
        return TestResult.passed("it holds", Duration.ofMillis(42));
    }

    static TestResult skipped(SkipReason.Kind kind, String name) {
        return TestResult.skipped("skipped", Duration.ZERO, new SkipReason(kind, name, "lacks " + name));
    }

    static TestResult failed() {
        List<String> missing = LongStream.range(0, 300)
                .mapToObj(i -> Long.toUnsignedString(i - 1_000))
                .toList();
        return TestResult.failed(
                "every path of reading agrees",
                Duration.ofSeconds(3),
                new FailureDetail(
                        "the topic holds what was stored in it",
                        "something else: " + HOSTILE,
                        missing,
                        List.of("7"),
                        List.of(),
                        "whether an expired message is left out by getMessagesById too",
                        "",
                        "\"main\" RUNNABLE"));
    }
}
