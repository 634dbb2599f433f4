package io.messaging.testing.report;

import io.messaging.log.SafeLog;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.support.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A story as JSON lines, the first of which describes the test. */
public final class JsonLines {
    private JsonLines() {}

    public static String of(Story story) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("test", story.title());
        head.put("failure", SafeLog.describe(story.failure()));
        head.put("seed", story.seed());
        head.put("forgotten_events", story.forgotten());
        StringBuilder text = new StringBuilder(Json.write(head)).append('\n');
        for (RecordedEvent event : story.events()) {
            text.append(Json.write(tree(event, story))).append('\n');
        }
        return text.toString();
    }

    private static Map<String, Object> tree(RecordedEvent event, Story story) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("number", event.number());
        tree.put("at_micros", event.at().toNanos() / 1_000);
        tree.put("kind", event.kind().name().toLowerCase(java.util.Locale.ROOT));
        tree.put("process", event.process());
        tree.put("thread", event.thread());
        tree.put("topic", event.topic());
        tree.put("stored_by", story.sender(event));
        tree.put("outcome", event.outcome().isEmpty() ? null : event.outcome());
        tree.put("took_micros", event.took().toNanos() / 1_000);
        tree.put("detail", event.detail().isEmpty() ? null : event.detail());
        tree.put("message", event.message() == null ? null : event.message().fieldsByName());
        tree.values().removeIf(java.util.Objects::isNull);
        return tree;
    }
}
