package io.messaging.tck.run;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which rules are wanted: ids in which {@code *} stands for any text and {@code ?} for one character. Immutable. */
final class RulePatterns {
    private final List<Pattern> patterns;

    RulePatterns(List<String> globs) {
        patterns = globs.stream().map(RulePatterns::compile).toList();
    }

    private static Pattern compile(String glob) {
        String regex = glob.strip()
                .codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    boolean want(String rule) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(rule).matches());
    }
}
