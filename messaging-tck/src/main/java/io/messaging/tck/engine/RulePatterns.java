package io.messaging.tck.engine;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which rules are wanted: ids in which {@code *} stands for any text and {@code ?} for one character. Immutable. */
public final class RulePatterns {
    private final List<Pattern> patterns;

    /**
     * Compiles the patterns; none at all stands for all rules.
     *
     * @throws MessagingConfigurationException when one of them matches no rule
     */
    public RulePatterns(List<String> globs) {
        patterns = globs.stream().map(RulePatterns::compile).toList();
    }

    private static Pattern compile(String glob) {
        String regex = glob.strip()
                .codePoints()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        Pattern pattern = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        List<String> ids =
                RuleCatalogue.rules().stream().map(RuleDescription::id).toList();
        if (ids.stream().noneMatch(id -> pattern.matcher(id).matches())) {
            throw new MessagingConfigurationException(
                    "no rule matches '" + glob + "'; the rules are " + String.join(", ", ids));
        }
        return pattern;
    }

    public boolean want(String rule) {
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(rule).matches());
    }
}
