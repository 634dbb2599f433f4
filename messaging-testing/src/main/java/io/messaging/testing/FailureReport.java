package io.messaging.testing;

import io.messaging.log.SafeLog;
import io.messaging.testing.report.JsonLines;
import io.messaging.testing.report.MessagingTimeline;
import io.messaging.testing.report.ReportDirectory;
import io.messaging.testing.report.ReportPage;
import io.messaging.testing.report.Story;
import io.messaging.testing.report.TimelineText;
import io.messaging.testing.space.TestSpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Reports a failed test: as text in the failure, and as files beside the test's report. Used by one thread. */
final class FailureReport {
    private static final int OUTPUT_LINES = 40;
    private static final int MAX_NAME = 120;

    private final TestSpace space;
    private final List<TestSpace> spaces;
    private final ExtensionContext context;

    /** Creates a report on the test of the first space, with the recordings of the enclosing classes. */
    FailureReport(List<TestSpace> spaces, ExtensionContext context) {
        this.space = spaces.get(0);
        this.spaces = spaces;
        this.context = context;
    }

    /** Never throws: the test has to be ended all the same. */
    void attachTo(Throwable failure) {
        StringBuilder text = new StringBuilder();
        try {
            Story story = story(failure);
            text.append(TimelineText.of(story));
            Path html = write(story);
            text.append("\nas a diagram: ").append(html.toUri());
            context.publishReportEntry("messaging.report", html.toString());
        } catch (IOException | RuntimeException | Error e) {
            text.append("\n(no files could be written: ")
                    .append(SafeLog.describe(e))
                    .append(')');
        }
        failure.addSuppressed(new MessagingTimeline(text.toString()));
    }

    private Story story(Throwable failure) {
        Map<String, String> outputs = new LinkedHashMap<>();
        spaces.stream()
                .flatMap(each -> each.processes().stream())
                .forEach(process -> outputs.put(process.toString(), process.outputTail(OUTPUT_LINES)));
        List<Story.Source> sources = spaces.stream()
                .map(each -> new Story.Source(each.recording(), each.hub()::storedBy))
                .toList();
        return Story.of(space.title(), failure, space.seed(), sources, outputs);
    }

    private Path write(Story story) throws IOException {
        String name = fileName();
        Path directory = Files.createDirectories(ReportDirectory.of(
                context.getConfigurationParameter(ReportDirectory.PARAMETER),
                context.getTestClass().map(FailureReport::outermost).orElse("")));
        Files.writeString(directory.resolve(name + ".jsonl"), JsonLines.of(story), StandardCharsets.UTF_8);
        return Files.writeString(directory.resolve(name + ".html"), ReportPage.of(story), StandardCharsets.UTF_8);
    }

    private static String outermost(Class<?> type) {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        return outer.getSimpleName();
    }

    /**
     * Returns a name with a hash of the test's unique id: case-insensitive file systems, nested classes, overloaded and
     * repeated methods, and long names would otherwise make several tests write the same file.
     */
    private String fileName() {
        String type = context.getTestClass().map(Class::getName).orElse("");
        String method =
                context.getTestMethod().map(found -> "." + found.getName()).orElse("");
        String plain = ("messaging-" + type + method).replaceAll("[^A-Za-z0-9._$-]+", "_");
        String start = plain.length() <= MAX_NAME ? plain : plain.substring(0, MAX_NAME);
        return start + "-" + digest(context.getUniqueId());
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
