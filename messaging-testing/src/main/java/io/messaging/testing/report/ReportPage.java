package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.support.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A story as a page for people: the failure, a diagram, the messages, what processes printed. Used by one thread. */
public final class ReportPage {
    private static final int MAX_ROWS = 300;
    private static final List<String> NOT_THE_USERS =
            List.of("java.", "jdk.", "sun.", "org.junit.", "org.opentest4j.", "org.assertj.", "org.hamcrest.");

    private static final String LEGEND = """
            <p class="legend"><span class="dot">●</span> stored
            <span class="good">▮</span> handled <span class="bad">▮</span> handler failed
            <span class="open">▮</span> not returned yet <span class="bad">✕</span> kept back by a rule</p>
            """;

    private final Story story;
    private final List<Row> rows;
    private final Markup out = new Markup();

    private ReportPage(Story story) {
        this.story = story;
        this.rows = Row.of(story, MAX_ROWS);
    }

    /** Returns the whole page, which needs no other file. */
    public static String of(Story story) {
        return new ReportPage(story).page();
    }

    private String page() {
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .text(story.title())
                .raw("</title>\n<style>\n")
                .raw(css())
                .raw("</style>\n</head>\n<body>\n<h1>")
                .text(story.title())
                .raw("</h1>\n");
        out.raw("<pre class=\"failure\">").text(story.failure() + place()).raw("</pre>\n");
        out.raw("<p class=\"facts\">").text(facts()).raw("</p>\n").raw(LEGEND);
        SequenceDiagram.draw(story, rows, out);
        out.raw("<script>document.querySelector('.scroll').scrollTop = 1e9;</script>\n"); // the failure is at the end
        messages();
        story.outputs()
                .forEach((process, output) -> out.raw("<h2>")
                        .text(process)
                        .raw("</h2>\n<pre>")
                        .text(output.isEmpty() ? "(printed nothing)" : output)
                        .raw("</pre>\n"));
        return out.raw("</body>\n</html>\n").toString();
    }

    private static String css() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css is missing in the jar", e);
        }
    }

    /** The line of the user's code where the failure was thrown, or that called what threw it. */
    private String place() {
        return Arrays.stream(story.failure().getStackTrace())
                .filter(frame -> NOT_THE_USERS.stream().noneMatch(frame.getClassName()::startsWith))
                .map(frame -> "\n    at " + frame)
                .findFirst()
                .orElse("");
    }

    private String facts() {
        long failed = traffic(Kind.DELIVERY).filter(RecordedEvent::failed).count();
        long running = story.events().stream()
                .filter(event -> event.outcome().isEmpty())
                .count();
        long leftOut = rows.stream().mapToLong(Row::leftOut).sum();
        return counted(traffic(Kind.STORE).count(), "store", "stores") + ", "
                + counted(traffic(Kind.DELIVERY).count(), "delivery", "deliveries")
                + (failed > 0 ? ", of which " + failed + " failed" : "")
                + (running > 0 ? ", " + running + " not returned yet" : "")
                + " · seed " + story.seed()
                + (leftOut > 0 ? " · " + leftOut + " events are left out here; the .jsonl file has more" : "");
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    private Stream<RecordedEvent> traffic(Kind kind) {
        return story.events().stream().filter(event -> event.kind() == kind);
    }

    private void messages() {
        Map<GemstoneId, String> names = story.shortNames();
        List<Message> shown = rows.stream()
                .filter(row -> !row.isGap())
                .map(row -> row.event().message())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        out.raw("<h2>Messages</h2>\n<table><tr><th></th><th>id</th><th>payload</th></tr>\n");
        shown.forEach(message -> out.raw("<tr><td>")
                .text(names.get(message.id()))
                .raw("</td><td>")
                .text(message.id().toString())
                .raw("</td><td><code>")
                .text(Texts.payload(message))
                .raw("</code></td></tr>\n"));
        out.raw("</table>\n");
    }
}
