package io.messaging.tck.report;

import java.util.List;
import java.util.stream.Collectors;

/** A failure as text. */
final class FailureText {
    private static final int MOST_IDS = 100;

    private FailureText() {}

    static String of(FailureDetail failure) {
        StringBuilder text = new StringBuilder();
        add(text, "expected: ", failure.expectation());
        add(text, "seen: ", failure.observation());
        add(text, "missing: ", ids(failure.missing()));
        add(text, "extra: ", ids(failure.extra()));
        add(text, "repeated: ", ids(failure.repeated()));
        add(text, "check first: ", failure.checkFirst());
        add(text, "", failure.stackTrace());
        add(text, "threads:\n", failure.threadDump());
        return text.toString();
    }

    private static void add(StringBuilder text, String title, String value) {
        if (!value.isEmpty()) {
            text.append(title).append(value).append('\n');
        }
    }

    static String ids(List<String> ids) {
        String shown = ids.stream().limit(MOST_IDS).collect(Collectors.joining(", "));
        return ids.size() > MOST_IDS ? shown + ", ... " + ids.size() + " in all" : shown;
    }
}
