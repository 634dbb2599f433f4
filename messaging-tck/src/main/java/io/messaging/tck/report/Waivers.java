package io.messaging.tck.report;

import io.messaging.backend.MessagingConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The waivers of a backend. A file has one a line, {@code RULE | YYYY-MM-DD | reason}; blank lines and lines that start
 * with {@code #} are ignored. Immutable.
 */
public final class Waivers {
    private static final Waivers NONE = new Waivers(Map.of());
    private static final String FORM =
            "a waiver is RULE | YYYY-MM-DD | reason, such as RD-13 | 2027-01-31 | see issue 12";

    private final Map<String, Waiver> byRule;

    private Waivers(Map<String, Waiver> byRule) {
        this.byRule = byRule;
    }

    /**
     * Returns no waivers.
     *
     * @return an empty set of waivers
     */
    public static Waivers none() {
        return NONE;
    }

    /**
     * Reads a file.
     *
     * @param file a UTF-8 file
     * @param knownRules the ids of all rules
     * @return its waivers
     * @throws MessagingConfigurationException when it cannot be read, or a line is not a waiver of a known rule
     */
    public static Waivers load(Path file, Collection<String> knownRules) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new MessagingConfigurationException(
                    "cannot read the file of waivers " + file + " (" + e + "); check the path", e);
        }
        Map<String, Waiver> byRule = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = withoutByteOrderMark(i, lines.get(i)).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(byRule, line, file + ", line " + (i + 1) + ": ", knownRules);
            }
        }
        return new Waivers(byRule);
    }

    private static String withoutByteOrderMark(int index, String line) {
        return index == 0 && line.startsWith("\ufeff") ? line.substring(1) : line;
    }

    private static void add(Map<String, Waiver> byRule, String line, String place, Collection<String> knownRules) {
        String[] parts = line.split("\\|", 3);
        if (parts.length < 3 || parts[2].isBlank()) {
            throw new MessagingConfigurationException(place + "'" + line + "' has no "
                    + (parts.length < 2 ? "date and no reason" : parts.length < 3 ? "reason" : "text as its reason")
                    + "; " + FORM);
        }
        String rule = parts[0].strip();
        if (!knownRules.contains(rule)) {
            throw new MessagingConfigurationException(place + "there is no rule '" + rule
                    + "'; correct the id, or remove the line. The rules are in docs/specification.md");
        }
        if (byRule.putIfAbsent(rule, new Waiver(rule, day(parts[1].strip(), place), parts[2].strip())) != null) {
            throw new MessagingConfigurationException(
                    place + rule + " is waived a second time; keep one line for a rule");
        }
    }

    private static LocalDate day(String text, String place) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new MessagingConfigurationException(
                    place + "'" + text + "' is not a date; write it as YYYY-MM-DD, such as 2027-01-31", e);
        }
    }

    /**
     * Returns the waiver of a rule.
     *
     * @param rule its id
     * @return empty for a rule that is not waived
     */
    public Optional<Waiver> of(String rule) {
        return Optional.ofNullable(byRule.get(rule));
    }

    /**
     * Returns all waivers.
     *
     * @return in the order of the file
     */
    public List<Waiver> all() {
        return List.copyOf(byRule.values());
    }
}
