package io.messaging.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
final class TextWrap {
    private TextWrap() {}

    /** Lines of at most this width, broken at spaces; a longer word stays whole. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
