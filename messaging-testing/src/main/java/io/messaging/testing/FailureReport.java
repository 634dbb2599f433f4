package io.messaging.testing;

import io.messaging.testing.report.JsonLines;
import io.messaging.testing.report.MessagingTimeline;
import io.messaging.testing.report.ReportDirectory;
import io.messaging.testing.report.ReportPage;
import io.messaging.testing.report.Story;
import io.messaging.testing.report.TimelineText;
import io.messaging.testing.space.TestSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells a failed test's story: as a text with the failure, and as files beside the test's report. Used by one thread. */
final class FailureReport {
    private static final int OUTPUT_LINES = 40;

    private final TestSpace space;
    private final ExtensionContext context;

    FailureReport(TestSpace space, ExtensionContext context) {
        this.space = space;
        this.context = context;
    }

    void attachTo(Throwable failure) {
        Story story = story(failure);
        StringBuilder text = new StringBuilder(TimelineText.of(story));
        try {
            Path html = write(story);
            text.append("\nas a diagram: ").append(html.toUri());
            context.publishReportEntry("messaging.report", html.toString());
        } catch (IOException | UncheckedIOException e) {
            text.append("\n(no files could be written: ").append(e).append(')');
        }
        failure.addSuppressed(new MessagingTimeline(text.toString()));
    }

    private Story story(Throwable failure) {
        Map<String, String> outputs = new LinkedHashMap<>();
        space.processes().forEach(process -> outputs.put(process.toString(), process.outputTail(OUTPUT_LINES)));
        return Story.of(space.title(), failure, space.seed(), space.recording(), space.hub()::storedBy, outputs);
    }

    private Path write(Story story) throws IOException {
        String name = fileName();
        Path directory = Files.createDirectories(ReportDirectory.of(
                context.getConfigurationParameter(ReportDirectory.PARAMETER),
                context.getTestClass().map(Class::getSimpleName).orElse("")));
        Files.writeString(directory.resolve(name + ".jsonl"), JsonLines.of(story), StandardCharsets.UTF_8);
        return Files.writeString(directory.resolve(name + ".html"), ReportPage.of(story), StandardCharsets.UTF_8);
    }

    private String fileName() {
        String type = context.getTestClass().map(Class::getPackageName).orElse("");
        String full = "messaging-" + (type.isEmpty() ? "" : type + ".") + space.title();
        String plain = full.replaceAll("[^A-Za-z0-9._$-]+", "_");
        return plain.length() <= 150 ? plain : plain.substring(0, 150);
    }
}
