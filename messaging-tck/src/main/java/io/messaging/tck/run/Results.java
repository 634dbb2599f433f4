package io.messaging.tck.run;

import io.messaging.message.GemstoneId;
import io.messaging.tck.report.FailureDetail;
import io.messaging.tck.report.SkipReason;
import io.messaging.tck.report.SkipReason.Kind;
import io.messaging.tck.report.TestResult;
import io.messaging.tck.spec.TckFailure;
import io.messaging.tck.spec.TckSkip;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.opentest4j.TestAbortedException;

/** Turns what JUnit says of a test into what reports say. */
final class Results {
    private Results() {}

    static TestResult of(String name, Duration duration, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            return TestResult.passed(name, duration);
        }
        if (thrown instanceof TestAbortedException aborted) {
            return TestResult.skipped(name, duration, reason(aborted));
        }
        return TestResult.failed(name, duration, detail(thrown));
    }

    private static SkipReason reason(TestAbortedException aborted) {
        if (aborted instanceof TckSkip skip && skip.missingCapability().isPresent()) {
            return new SkipReason(
                    Kind.CAPABILITY, skip.missingCapability().get().name(), skip.getMessage());
        }
        if (aborted instanceof TckSkip skip && skip.missingHook().isPresent()) {
            return new SkipReason(Kind.HOOK, skip.missingHook().get(), skip.getMessage());
        }
        return new SkipReason(Kind.OTHER, "", String.valueOf(aborted.getMessage()));
    }

    private static FailureDetail detail(Throwable thrown) {
        if (thrown instanceof TckFailure failure) {
            return new FailureDetail(
                    failure.expectation(),
                    failure.observation(),
                    texts(failure.ids().missing()),
                    texts(failure.ids().extra()),
                    texts(failure.ids().repeated()),
                    failure.checkFirst(),
                    failure.getCause() == null ? "" : stackTrace(failure.getCause()),
                    failure.threadDump());
        }
        List<String> none = List.of();
        return new FailureDetail(
                "the test runs to its end",
                String.valueOf(thrown),
                none,
                none,
                none,
                "",
                thrown == null ? "" : stackTrace(thrown),
                "");
    }

    private static List<String> texts(List<GemstoneId> ids) {
        return ids.stream().map(GemstoneId::toString).toList();
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
