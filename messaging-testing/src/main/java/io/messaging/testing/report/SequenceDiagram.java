package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.support.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A story as a sequence diagram: a line for each agent or process, time downwards. Used by one thread. */
final class SequenceDiagram {
    private static final int TIME_WIDTH = 96;
    private static final int COLUMN_WIDTH = 300;
    private static final int NARROW_COLUMN_WIDTH = 240;
    private static final int MANY_PARTICIPANTS = 5;

    /** The part of its column that a label leaves free. */
    private static final int LABEL_MARGIN = 26;

    /** The sizes of the style sheet, with a margin. */
    private static final double FONT = 12.5;

    private static final double SMALL_FONT = 11.5;
    private static final int HEAD_WIDTH = 170;
    private static final int HEAD_HEIGHT = 46;
    private static final int ROW_HEIGHT = 38;

    private final Story story;
    private final List<Row> rows;
    private final List<String> participants;
    private final Map<GemstoneId, String> names;
    private final Set<GemstoneId> explained = new HashSet<>();

    /** The messages of the story that are answered in it. */
    private final Set<GemstoneId> questions;

    private final int columnWidth;
    private final int width;
    private final Markup out;

    private SequenceDiagram(Story story, List<Row> rows, Markup out) {
        this.story = story;
        this.rows = rows;
        this.participants = story.participants();
        this.names = story.shortNames();
        this.questions = rows.stream()
                .filter(row -> !row.isGap() && row.event().message() != null)
                .flatMap(row -> questionOf(row.event().message()).stream())
                .filter(names::containsKey)
                .collect(Collectors.toSet());
        this.columnWidth = participants.size() > MANY_PARTICIPANTS ? NARROW_COLUMN_WIDTH : COLUMN_WIDTH;
        // Labels stand to the right of a participant's line, so the last one has a whole column there.
        this.width = TIME_WIDTH + columnWidth * Math.max(1, participants.size()) + columnWidth / 2;
        this.out = out;
    }

    /** Draws; the names stay visible while the rest is scrolled. */
    static void draw(Story story, List<Row> rows, Markup out) {
        new SequenceDiagram(story, rows, out).draw();
    }

    private void draw() {
        out.start("div", "class", "scroll").start("div", "class", "heads");
        begin(HEAD_HEIGHT);
        for (String participant : participants) {
            int x = x(participant);
            lifeline(x, 36, HEAD_HEIGHT);
            rect("head", x - HEAD_WIDTH / 2, 6, HEAD_WIDTH, 30, 6);
            label("name", x, 26, "middle", participant, HEAD_WIDTH - 16);
        }
        out.end().end();
        int height = ROW_HEIGHT * (rows.size() + 1) + 12;
        begin(height);
        out.raw("<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" "
                + "markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0 10 5 0 10z\"/></marker></defs>\n");
        participants.forEach(participant -> lifeline(x(participant), 0, height));
        int y = ROW_HEIGHT / 2;
        for (Row row : rows) {
            if (row.isGap()) {
                band("gap", y, row.gapText());
            } else {
                event(row.event(), y);
            }
            y += ROW_HEIGHT;
        }
        band("failed", y, "the test failed");
        out.end().end();
    }

    private void begin(int height) {
        out.start("svg", "width", width, "height", height, "viewBox", "0 0 " + width + " " + height);
        out.attribute("role", "img").attribute("aria-label", "sequence diagram");
    }

    private void lifeline(int x, int from, int to) {
        out.empty("line", "class", "life", "x1", x, "y1", from, "x2", x, "y2", to);
    }

    private int x(String participant) {
        return TIME_WIDTH + columnWidth / 2 + columnWidth * participants.indexOf(participant);
    }

    private void event(RecordedEvent event, int y) {
        label("time", TIME_WIDTH - 14, y + 4, "end", Texts.millis(event.at()));
        switch (event.kind()) {
            case STORE -> store(event, y);
            case DELIVERY -> delivery(event, y);
            case DROP -> drop(event, y);
            case SUBSCRIBE -> note(event, y, "subscribes to " + event.topic() + withDetail(event));
            case UNSUBSCRIBE -> note(event, y, "unsubscribes from " + event.topic());
            case PROCESS -> note(event, y, event.detail());
            case FAULT -> band("fault", y, "fault: " + about(event) + event.detail());
            case CLOCK -> band("clock", y, "clock " + event.detail());
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
        out.empty("circle", "class", "store " + state, "cx", x, "cy", y, "r", 5);
        label("what", x + 12, y - 3, "start", verb(event) + name(event));
        label("detail " + state, x + 12, y + 11, "start", (payload(event) + outcome(event, "")).strip());
    }

    /** A message that is answered is a request, and what answers it a reply. */
    private String verb(RecordedEvent event) {
        if (questions.contains(event.message().id())) {
            return "asks " + answered(event.message());
        }
        return questionOf(event.message()).filter(questions::contains).isPresent()
                ? answered(event.message())
                : "stores ";
    }

    private String answered(Message message) {
        return questionOf(message)
                .map(names::get)
                .map(question -> "replies to " + question + " with ")
                .orElse("");
    }

    /** Any JSON may stand in a message's fields. */
    private static Optional<GemstoneId> questionOf(Message message) {
        try {
            return message.inResponseTo();
        } catch (InvalidMessageException e) {
            return Optional.empty();
        }
    }

    /** The payload, where a message first appears. */
    private String payload(RecordedEvent event) {
        return explained.add(event.message().id()) && !event.failed() ? Texts.payload(event.message()) + " " : "";
    }

    private void delivery(RecordedEvent event, int y) {
        int to = x(event.process());
        String state = event.outcome().isEmpty() ? "open" : event.failed() ? "bad" : "good";
        arrow(event, y, to, state);
        rect("run " + state, to - 4, y - 8, 8, 18, 2);
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
            label("what", to + 12, y - 4, "start", text);
        } else if (sender.equals(event.process())) {
            String path = "M" + to + " " + (y - 14) + "h34v14h-28";
            out.empty("path", "class", "arrow " + state, "marker-end", "url(#tip)", "d", path);
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
        out.empty("line", "class", "arrow " + state, "marker-end", "url(#tip)", "x1", from, "y1", y, "x2", to, "y2", y);
    }

    private void note(RecordedEvent event, int y, String text) {
        int x = x(event.process());
        out.empty("circle", "class", "note", "cx", x, "cy", y, "r", 3);
        label("quiet", x + 12, y + 4, "start", text);
    }

    private void band(String kind, int y, String text) {
        rect("band " + kind, TIME_WIDTH, y - 12, width - TIME_WIDTH - 8, 24, 4);
        label("bandtext " + kind, TIME_WIDTH + 10, y + 4, "start", text);
    }

    private void label(String kind, int x, int y, String anchor, String text) {
        boolean isWide = kind.startsWith("bandtext") || kind.equals("quiet");
        int column = columnWidth - LABEL_MARGIN;
        int toTheEdge = anchor.equals("start") ? width - LABEL_MARGIN - x : x;
        label(kind, x, y, anchor, text, isWide ? toTheEdge : Math.min(column, toTheEdge));
    }

    private void label(String kind, int x, int y, String anchor, String text, int room) {
        out.start("text", "class", kind, "x", x, "y", y, "text-anchor", anchor);
        out.text(TextWidth.fitted(text, kind.startsWith("detail") ? SMALL_FONT : FONT, room));
        out.element("title", text).end();
    }

    private void rect(String css, int x, int y, int rectWidth, int height, int radius) {
        out.empty("rect", "class", css, "x", x, "y", y, "width", rectWidth, "height", height, "rx", radius);
    }

    private String name(RecordedEvent event) {
        return names.get(event.message().id()) + " · " + event.topic();
    }

    private static String outcome(RecordedEvent event, String good) {
        if (event.outcome().isEmpty()) {
            return "not returned yet";
        }
        return event.failed() ? withoutPackage(event.outcome()) : (good + " " + Texts.millis(event.took())).strip();
    }

    /** Shortens an exception's class to its simple name. */
    private static String withoutPackage(String failure) {
        return failure.replaceFirst("^(?:[a-z_][\\w]*\\.)+(?=[A-Z])", "");
    }
}
