package io.messaging.tck.report;

import static io.messaging.tck.report.SampleReport.failed;
import static io.messaging.tck.report.SampleReport.lacks;
import static io.messaging.tck.report.SampleReport.passed;
import static io.messaging.tck.report.SampleReport.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.tck.spec.RuleDescription.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictTest {
    private static final RuleResult KEPT = rule("RD-01", "kept", passed("it holds"));
    private static final RuleResult BROKEN = rule("RD-13", "broken", passed("it holds"), failed());
    private static final TestResult UNCHECKED = TestResult.skipped(
            "cut", Duration.ZERO, new SkipReason(SkipReason.Kind.HOOK, "cutConnections()", "needs cutConnections()"));

    @TempDir
    private Path directory;

    @Test
    void passesWhenEveryMustThatAppliesPassed() {
        RuleResult inapplicable = rule("DUR-01", "inapplicable", lacks("DURABLE_SUBSCRIPTION"));
        assertProblems(judge(Waivers.none(), KEPT, inapplicable));
        assertEquals(Outcome.SKIPPED, inapplicable.outcome());
    }

    @Test
    void oneBrokenMustIsEnoughToFail() {
        assertProblems(judge(Waivers.none(), KEPT, BROKEN), "1 MUST rule broken: RD-13");
    }

    @Test
    void aBrokenShouldIsShownAndDoesNotFail() {
        RuleResult should = new RuleResult(
                SampleReport.description("RD-13", Level.SHOULD, "should"), List.of(failed()), Optional.empty());
        TckReport report = judge(Waivers.none(), KEPT, should);
        assertProblems(report);
        assertEquals(1, report.count(Outcome.FAILED));
    }

    @Test
    void aRuleThatAppliesAndCouldNotBeCheckedFails() {
        RuleResult half = rule("LIFE-05", "half", passed("it holds"), UNCHECKED);
        assertProblems(judge(Waivers.none(), KEPT, half), "1 MUST rule not checked: LIFE-05");
        assertEquals("needs cutConnections()", half.note());
    }

    @Test
    void aTestThatDoesNotApplyLeavesTheRuleToTheOthers() {
        assertEquals(
                Outcome.PASSED,
                rule("SUB-15", "both", passed("it holds"), lacks("SHARED")).outcome());
    }

    @Test
    void aTestThatTheMachineCannotRunLeavesTheRuleToTheOthersVisibly() {
        TestResult impossible = TestResult.skipped(
                "files", Duration.ZERO, new SkipReason(SkipReason.Kind.OTHER, "", "no list of open files here"));
        RuleResult part = rule("LIFE-03", "in part", passed("it holds"), impossible);
        assertEquals(Outcome.PASSED, part.outcome());
        assertEquals("no list of open files here", part.note());
        assertEquals(
                Outcome.NOT_CHECKED, rule("LIFE-03", "not at all", impossible).outcome());
    }

    @Test
    void nothingCheckedIsNotPassed() {
        assertProblems(
                judge(Waivers.none(), rule("DUR-01", "inapplicable", lacks("DURABLE_SUBSCRIPTION"))),
                "no rule applied, so nothing was checked");
        assertProblems(judge(Waivers.none()), "no rule applied, so nothing was checked");
    }

    @Test
    void aWaivedRuleMayBeBroken() throws IOException {
        TckReport report = judge(waiver("RD-13 | 2026-11-23 | issue 12"), KEPT, BROKEN);
        assertProblems(report);
        assertEquals(Outcome.WAIVED, report.rules().get(1).outcome());
        assertEquals("until 2026-11-23: issue 12", report.rules().get(1).note());
    }

    @Test
    void aWaivedRuleMayBeUnchecked() throws IOException {
        assertProblems(judge(
                waiver("LIFE-05 | 2026-11-23 | checked by our own tests"), KEPT, rule("LIFE-05", "cut", UNCHECKED)));
    }

    @Test
    void aWaivedRuleThatPassesFailsTheRun() throws IOException {
        assertProblems(
                judge(waiver("RD-01 | 2026-11-23 | issue 12"), KEPT), "RD-01 is waived and passes: remove its waiver");
    }

    @Test
    void anExpiredWaiverFailsTheRunAndExcusesNothing() throws IOException {
        TckReport report = judge(waiver("RD-13 | 2026-11-22 | issue 12"), KEPT, BROKEN);
        assertProblems(
                report, "1 MUST rule broken: RD-13", "the waiver of RD-13 has expired: its last day was 2026-11-22");
        assertEquals(Outcome.FAILED, report.rules().get(1).outcome());
    }

    @Test
    void anExpiredWaiverFailsTheRunEvenOfARuleThatWasNotRun() throws IOException {
        assertProblems(
                judge(waiver("RD-14 | 2026-11-22 | issue 12"), KEPT),
                "the waiver of RD-14 has expired: its last day was 2026-11-22");
    }

    @Test
    void aNoteNamesTheFirstFailureAndCountsTheOthers() {
        RuleResult twice = rule("RD-13", "twice", failed(), failed());
        assertTrue(twice.note().startsWith("the topic holds what was stored in it; seen: something else"), twice::note);
        assertTrue(twice.note().endsWith("(and 1 more of its tests)"), twice::note);
    }

    private Waivers waiver(String line) throws IOException {
        return SampleReport.waivers(directory, line);
    }

    private static TckReport judge(Waivers waivers, RuleResult... rules) {
        return SampleReport.judge(waivers, List.of(rules));
    }

    private static void assertProblems(TckReport report, String... problems) {
        assertEquals(List.of(problems), report.verdict().problems());
        assertEquals(problems.length == 0, report.verdict().passed());
    }
}
