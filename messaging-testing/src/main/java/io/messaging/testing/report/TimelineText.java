package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.support.Texts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A story as a table of plain text. */
public final class TimelineText {
    private static final int MAX_LINES = 200;
    private static final int MAX_CELL = 60;

    private TimelineText() {}

    public static String of(Story story) {
        List<String[]> rows = rows(story);
        int[] widths = widths(rows);
        StringBuilder text = new StringBuilder();
        text.append(story.title()).append(", seed ").append(story.seed());
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append("  ")
                        .append(i == 0 ? " ".repeat(Math.max(0, widths[0] - row[0].length())) + row[0] : row[i]);
                line.append(i == 0 ? "" : " ".repeat(Math.max(0, widths[i] - row[i].length())));
            }
            text.append('\n').append(line.toString().stripTrailing());
        }
        story.outputs()
                .forEach((process, output) -> text.append("\n")
                        .append(process)
                        .append(
                                output.isEmpty()
                                        ? " printed nothing"
                                        : " printed:\n" + output.indent(4).stripTrailing()));
        return text.toString();
    }

    private static List<String[]> rows(Story story) {
        Map<GemstoneId, String> names = story.shortNames();
        Set<GemstoneId> shown = new HashSet<>();
        List<String[]> rows = new ArrayList<>();
        for (Row row : Row.of(story, MAX_LINES)) {
            if (row.isGap()) {
                rows.add(new String[] {"...", row.gapText()});
                continue;
            }
            RecordedEvent event = row.event();
            String message = "";
            if (event.message() != null) {
                GemstoneId id = event.message().id();
                message = names.get(id) + (shown.add(id) ? " = " + Texts.message(event.message()) : "");
            }
            rows.add(new String[] {
                Texts.millis(event.at()),
                event.process() == null ? "(test)" : event.process(),
                event.kind().name().toLowerCase(java.util.Locale.ROOT),
                event.topic() == null ? "" : event.topic(),
                Texts.shortened(message, MAX_CELL) + (event.detail().isEmpty() ? "" : event.detail()),
                outcome(event),
                event.thread() == null ? "" : "[" + event.thread() + "]"
            });
        }
        return rows;
    }

    private static String outcome(RecordedEvent event) {
        return switch (event.kind()) {
            case STORE, DELIVERY ->
                event.outcome().isEmpty()
                        ? "NOT RETURNED YET"
                        : (event.failed() ? "FAILED " : "") + event.outcome() + ", " + Texts.millis(event.took());
            default -> "";
        };
    }

    private static int[] widths(List<String[]> rows) {
        int[] widths = new int[7];
        for (String[] row : rows) {
            for (int i = 0; i < row.length && row.length == widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }
}
