package io.messaging.tck.report;

import io.messaging.tck.spec.RuleDescription;
import io.messaging.tck.spec.RuleDescription.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Results of every kind, with text that hurts writers which do not escape. */
final class SampleReport {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 23);
    static final String HOSTILE = "a <b>topic</b> & \"it's\" \u0000\u2028\uD83D\uDE00 \uD83D ]]>";

    private SampleReport() {}

    static TckReport report() {
        return judge(Waivers.none(), rules());
    }

    static TckReport judge(Waivers waivers, List<RuleResult> rules) {
        return TckReport.judge(
                new TestedBackend(
                        "Sample <backend>",
                        "com.example.sample",
                        "SampleMessagingBackend",
                        List.of("SUBSCRIPTION", "ASYNC_DELIVERY", "SHARED")),
                new RunDetails(
                        Instant.parse("2026-11-23T10:15:30Z"),
                        Duration.ofMillis(31_415),
                        4711,
                        1.5,
                        List.of(),
                        "17.0.15",
                        "Linux, 2 processors"),
                rules,
                waivers,
                TODAY);
    }

    static Waivers waivers(Path directory, String... lines) throws java.io.IOException {
        Path file = java.nio.file.Files.write(directory.resolve("waivers.txt"), List.of(lines));
        return Waivers.load(file, rules().stream().map(rule -> rule.rule().id()).toList());
    }

    static List<RuleResult> rules() {
        List<RuleResult> rules = new ArrayList<>();
        addPassed(rules, "RD", 12);
        rules.add(rule("RD-13", "another message under a stored id is rejected; the first stands", failed()));
        rules.add(rule(
                "RD-14",
                "by id: the order asked for",
                passed("the answer is in the order asked"),
                TestResult.failed("an order of 300 ids is kept", Duration.ofMillis(120), orderFailure())));
        rules.add(rule("RD-25", "an expired message appears in no read", failed()));
        addPassed(rules, "SUB", 14);
        rules.add(rule(
                "SUB-15",
                "without SUBSCRIPTION, subscribe refuses",
                TestResult.skipped(
                        "subscribing is refused",
                        Duration.ZERO,
                        new SkipReason(SkipReason.Kind.CAPABILITY, "", "the backend declares SUBSCRIPTION"))));
        rules.add(rule("DUR-01", "a new client gets the backlog, then goes on live", lacks("DURABLE_SUBSCRIPTION")));
        rules.add(rule("DUR-02", "it resumes after the last handled message", lacks("DURABLE_SUBSCRIPTION")));
        rules.add(new RuleResult(
                description("CON-02", Level.SHOULD, "reading, storing, closing together"),
                List.of(failed()),
                java.util.Optional.empty()));
        rules.add(rule("CON-04", "another process sees and receives", lacks("CROSS_PROCESS")));
        rules.add(rule(
                "LIFE-05",
                "the connection is cut at any moment: nothing lost, nothing twice",
                TestResult.skipped(
                        "a cut connection loses nothing",
                        Duration.ofMillis(3),
                        new SkipReason(SkipReason.Kind.HOOK, "cutConnections()", "needs cutConnections()"))));
        return rules;
    }

    private static void addPassed(List<RuleResult> rules, String group, int count) {
        IntStream.rangeClosed(1, count)
                .forEach(i -> rules.add(
                        rule(String.format("%s-%02d", group, i), "rule " + i + " of " + group, passed("it holds"))));
    }

    static RuleResult rule(String id, String title, TestResult... tests) {
        return new RuleResult(description(id, Level.MUST, title), List.of(tests), java.util.Optional.empty());
    }

    static RuleDescription description(String id, Level level, String statement) {
        return new RuleDescription(id, level, Set.of(), statement, "It has a reason.", "");
    }

    static TestResult passed(String name) {
        return TestResult.passed(name, Duration.ofMillis(42));
    }

    static TestResult lacks(String capability) {
        return TestResult.skipped(
                "a client comes back",
                Duration.ZERO,
                new SkipReason(SkipReason.Kind.CAPABILITY, capability, "the backend does not declare " + capability));
    }

    static TestResult failed() {
        return TestResult.failed(
                "every path of reading agrees",
                Duration.ofMillis(1_234),
                new FailureDetail(
                        "the topic holds what was stored in it",
                        "something else: " + HOSTILE,
                        List.of("18446744073709551615"),
                        List.of("7", "8"),
                        List.of("9"),
                        "whether an expired message is left out by getMessagesById too",
                        "java.lang.IllegalStateException: " + HOSTILE
                                + "\n\tat com.example.Sample.read(Sample.java:12)",
                        "\"main\" RUNNABLE\n    at com.example.Sample.wait(Sample.java:99)\n"));
    }

    private static FailureDetail orderFailure() {
        List<String> ids = IntStream.range(0, 300)
                .mapToObj(i -> Long.toUnsignedString(-1_000_000_000_000_000L + i))
                .toList();
        return new FailureDetail(
                "getMessagesById is " + ids.subList(0, 20), "nothing", ids, List.of(), List.of(), "", "", "");
    }
}
