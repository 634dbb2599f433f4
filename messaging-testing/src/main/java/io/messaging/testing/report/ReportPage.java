package io.messaging.testing.report;

import io.messaging.log.SafeLog;
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

/** A story as an HTML page: failure, diagram, messages, output of processes. Used by one thread. */
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
    private final Markup out = Markup.html();

    private ReportPage(Story story) {
        this.story = story;
        this.rows = Row.of(story, MAX_ROWS);
    }

    /** Returns the whole page, which needs no other file. */
    public static String of(Story story) {
        return new ReportPage(story).page();
    }

    private String page() {
        out.start("html", "lang", "en").start("head").empty("meta", "charset", "utf-8");
        out.element("title", story.title()).start("style").raw("\n" + css());
        out.end().end().start("body").element("h1", story.title());
        out.element("pre", SafeLog.describe(story.failure()) + place(), "class", "failure")
                .element("p", facts(), "class", "facts");
        out.raw(LEGEND);
        SequenceDiagram.draw(story, rows, out);
        out.element("script", "document.querySelector('.scroll').scrollTop = 1e9;"); // the failure is at the end
        messages();
        story.outputs()
                .forEach((process, output) ->
                        out.element("h2", process).element("pre", output.isEmpty() ? "(printed nothing)" : output));
        return out.end().end().toString();
    }

    private static String css() {
        try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css is missing in the jar", e);
        }
    }

    /** The line of the user's code that failed, or that called what failed. */
    private String place() {
        return Arrays.stream(Story.placeOf(story.failure()))
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
        out.element("h2", "Messages").start("table").start("tr");
        out.element("th", "").element("th", "id").element("th", "payload").end();
        for (Message message : shown) {
            out.start("tr")
                    .element("td", names.get(message.id()))
                    .element("td", message.id().toString());
            out.start("td").element("code", Texts.payload(message)).end().end();
        }
        out.end();
    }
}
