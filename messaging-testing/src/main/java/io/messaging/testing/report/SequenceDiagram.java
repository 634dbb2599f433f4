package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.support.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A story as a page with a sequence diagram: a line for each agent or process, time downwards. */
public final class SequenceDiagram {
    private static final int MAX_ROWS = 300;
    private static final int TIME_WIDTH = 96;
    private static final int COLUMN_WIDTH = 300;
    private static final int HEAD_HEIGHT = 46;
    private static final int ROW_HEIGHT = 38;
    private static final int LABEL_CHARS = 40;

    private final Story story;
    private final List<String> participants;
    private final Map<GemstoneId, String> names;
    private final List<RecordedEvent> rows;
    private final Markup out = new Markup();

    private SequenceDiagram(Story story) {
        this.story = story;
        this.participants = story.participants();
        this.names = story.shortNames();
        List<RecordedEvent> events = story.events();
        this.rows = events.subList(Math.max(0, events.size() - MAX_ROWS), events.size());
    }

    public static String page(Story story) {
        return new SequenceDiagram(story).page();
    }

    private String page() {
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
                .text(story.title())
                .raw("</title>\n<style>\n")
                .raw(css())
                .raw("</style>\n</head>\n<body>\n<h1>")
                .text(story.title())
                .raw("</h1>\n");
        out.raw("<pre class=\"failure\">").text(story.failure().toString()).raw("</pre>\n");
        out.raw("<p class=\"facts\">").text(facts()).raw("</p>\n");
        diagram();
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
        try (InputStream in = SequenceDiagram.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css is missing in the jar", e);
        }
    }

    private String facts() {
        long stores = count(Kind.STORE);
        long deliveries = count(Kind.DELIVERY);
        long failed = story.events().stream()
                .filter(event -> event.kind() == Kind.DELIVERY && event.failed())
                .count();
        long hidden = story.forgotten() + story.events().size() - rows.size();
        return stores + " stores, " + deliveries + " deliveries, of which " + failed + " failed · seed " + story.seed()
                + (hidden > 0 ? " · the first " + hidden + " events are not shown" : "");
    }

    private long count(Kind kind) {
        return story.events().stream().filter(event -> event.kind() == kind).count();
    }

    private void diagram() {
        int width = TIME_WIDTH + COLUMN_WIDTH * Math.max(1, participants.size());
        int height = HEAD_HEIGHT + ROW_HEIGHT * (rows.size() + 1) + 20;
        out.raw("<div class=\"scroll\"><svg width=\"" + width + "\" height=\"" + height + "\" viewBox=\"0 0 " + width
                + " " + height + "\" role=\"img\" aria-label=\"sequence diagram\">\n");
        out.raw("<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" "
                + "markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\"/></marker></defs>\n");
        for (String participant : participants) {
            int x = x(participant);
            out.raw("<line class=\"life\" x1=\"" + x + "\" y1=\"" + (HEAD_HEIGHT - 8) + "\" x2=\"" + x + "\" y2=\""
                    + (height - 8) + "\"/>\n");
            out.raw("<rect class=\"head\" x=\"" + (x - 80) + "\" y=\"6\" width=\"160\" height=\"30\" rx=\"6\"/>\n");
            label("name", x, 26, "middle", Texts.shortened(participant, 22));
        }
        int y = HEAD_HEIGHT + 22;
        for (RecordedEvent event : rows) {
            row(event, y, width);
            y += ROW_HEIGHT;
        }
        band("failed", y, width, "the test failed");
        out.raw("</svg></div>\n");
    }

    private int x(String participant) {
        return TIME_WIDTH + COLUMN_WIDTH / 2 + COLUMN_WIDTH * participants.indexOf(participant);
    }

    private void row(RecordedEvent event, int y, int width) {
        label("time", TIME_WIDTH - 14, y + 4, "end", Texts.millis(event.at()));
        switch (event.kind()) {
            case STORE -> store(event, y);
            case DELIVERY -> delivery(event, y);
            case DROP -> drop(event, y);
            case SUBSCRIBE -> note(event, y, "subscribes to " + event.topic() + withDetail(event));
            case UNSUBSCRIBE -> note(event, y, "unsubscribes from " + event.topic());
            case PROCESS -> note(event, y, event.detail());
            case FAULT -> band("fault", y, width, "fault: " + about(event) + event.detail());
            case CLOCK -> band("clock", y, width, "clock " + event.detail());
        }
    }

    private static String about(RecordedEvent event) {
        return event.process() == null ? "" : event.process() + ": ";
    }

    private static String withDetail(RecordedEvent event) {
        return event.detail().isEmpty() ? "" : " (" + event.detail() + ")";
    }

    private void store(RecordedEvent event, int y) {
        int x = x(event.process());
        String state = event.outcome().isEmpty() ? "open" : event.failed() ? "bad" : "good";
        out.raw("<circle class=\"store " + state + "\" cx=\"" + x + "\" cy=\"" + y + "\" r=\"5\"/>\n");
        label("what", x + 12, y - 3, "start", "stores " + name(event));
        label("detail " + state, x + 12, y + 11, "start", outcome(event, ""));
    }

    private void delivery(RecordedEvent event, int y) {
        int to = x(event.process());
        String state = event.outcome().isEmpty() ? "open" : event.failed() ? "bad" : "good";
        arrow(event, y, to, state);
        out.raw("<rect class=\"run " + state + "\" x=\"" + (to - 4) + "\" y=\"" + (y - 8)
                + "\" width=\"8\" height=\"18\" rx=\"2\"/>\n");
        label("detail " + state, to + 12, y + 11, "start", outcome(event, "handled"));
    }

    private void drop(RecordedEvent event, int y) {
        int to = x(event.process());
        arrow(event, y, to, "lost");
        label("lostmark", to, y + 5, "middle", "✕");
        label("detail bad", to + 12, y + 11, "start", event.detail());
    }

    private void arrow(RecordedEvent event, int y, int to, String state) {
        String sender = story.sender(event);
        String text = name(event);
        if (sender == null || !participants.contains(sender)) {
            line(state, to - 60, to - 6, y);
            label("what", to - 66, y - 4, "end", text);
        } else if (sender.equals(event.process())) {
            out.raw("<path class=\"arrow " + state + "\" marker-end=\"url(#tip)\" d=\"M" + to + " " + (y - 14)
                    + "h34v14h-28\"/>\n");
            label("what", to + 42, y - 6, "start", text);
        } else {
            int from = x(sender);
            line(state, from, from < to ? to - 6 : to + 6, y);
            // Over the receiver's half, where no other participant's line crosses it.
            boolean rightwards = from < to;
            label("what", rightwards ? to - 14 : to + 14, y - 5, rightwards ? "end" : "start", text);
        }
    }

    private void line(String state, int from, int to, int y) {
        out.raw("<line class=\"arrow " + state + "\" marker-end=\"url(#tip)\" x1=\"" + from + "\" y1=\"" + y
                + "\" x2=\"" + to + "\" y2=\"" + y + "\"/>\n");
    }

    private void note(RecordedEvent event, int y, String text) {
        int x = x(event.process());
        out.raw("<circle class=\"note\" cx=\"" + x + "\" cy=\"" + y + "\" r=\"3\"/>\n");
        label("quiet", x + 12, y + 4, "start", text);
    }

    private void band(String kind, int y, int width, String text) {
        out.raw("<rect class=\"band " + kind + "\" x=\"" + TIME_WIDTH + "\" y=\"" + (y - 12) + "\" width=\""
                + (width - TIME_WIDTH - 8) + "\" height=\"24\" rx=\"4\"/>\n");
        label("bandtext " + kind, TIME_WIDTH + 10, y + 4, "start", text);
    }

    private void label(String kind, int x, int y, String anchor, String text) {
        out.raw("<text class=\"" + kind + "\" x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\">")
                .text(Texts.shortened(text, kind.startsWith("bandtext") || kind.equals("quiet") ? 110 : LABEL_CHARS))
                .raw("<title>")
                .text(text)
                .raw("</title></text>\n");
    }

    private String name(RecordedEvent event) {
        return names.get(event.message().id()) + " · " + event.topic();
    }

    private static String outcome(RecordedEvent event, String good) {
        if (event.outcome().isEmpty()) {
            return "not returned yet";
        }
        return event.failed() ? event.outcome() : (good + " " + Texts.millis(event.took())).strip();
    }

    private void messages() {
        if (names.isEmpty()) {
            return;
        }
        out.raw("<h2>Messages</h2>\n<table><tr><th></th><th>id</th><th>payload</th></tr>\n");
        story.events().stream()
                .map(RecordedEvent::message)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .limit(MAX_ROWS)
                .forEach(message -> out.raw("<tr><td>")
                        .text(names.get(message.id()))
                        .raw("</td><td>")
                        .text(message.id().toString())
                        .raw("</td><td><code>")
                        .text(Texts.payload(message))
                        .raw("</code></td></tr>\n"));
        out.raw("</table>\n");
    }
}
