package io.messaging.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tells a failed test's story: as a text with the failure, and as files beside the test's report. Used by one thread. */
final class FailureReport {
    private final TestSpace space;
    private final ExtensionContext context;

    FailureReport(TestSpace space, ExtensionContext context) {
        this.space = space;
        this.context = context;
    }

    void attachTo(Throwable failure) {
        Story story = Story.of(space, failure);
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

    private Path write(Story story) throws IOException {
        String name = fileName();
        Path directory = Files.createDirectories(ReportDirectory.of(context));
        Files.writeString(directory.resolve(name + ".jsonl"), JsonLines.of(story), StandardCharsets.UTF_8);
        return Files.writeString(
                directory.resolve(name + ".html"), SequenceDiagram.page(story), StandardCharsets.UTF_8);
    }

    private String fileName() {
        String type = context.getTestClass().map(Class::getPackageName).orElse("");
        String full = "messaging-" + (type.isEmpty() ? "" : type + ".") + space.title();
        String plain = full.replaceAll("[^A-Za-z0-9._$-]+", "_");
        return plain.length() <= 150 ? plain : plain.substring(0, 150);
    }
}
