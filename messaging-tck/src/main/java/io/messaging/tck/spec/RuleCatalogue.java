package io.messaging.tck.spec;

import io.messaging.backend.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules of the contract, read from {@code docs/specification.md}, which is a resource of the kit. Thread-safe. */
public final class RuleCatalogue {
    private static final String RESOURCE = "specification.md";
    private static final Pattern RULE = Pattern.compile(
            "### (\\S+) \\((MUST|SHOULD)\\)\n\n"
                    + "(?:Needs: (.*?)\\.\n\n)?"
                    + "(.*?)\n\n"
                    + "- \\*\\*Why:\\*\\* (.*?)\n"
                    + "- \\*\\*When it fails, check first:\\*\\* (.*?)(?=\n\n|\n$)",
            Pattern.DOTALL);
    private static final Pattern CAPABILITY = Pattern.compile("`(\\w+)`");
    private static final Map<String, RuleDescription> RULES = read();

    private RuleCatalogue() {}

    /**
     * Returns the rules.
     *
     * @return all of them, in the order of the specification
     */
    public static List<RuleDescription> rules() {
        return List.copyOf(RULES.values());
    }

    /**
     * Finds a rule.
     *
     * @param id such as {@code RD-03}
     * @return the rule, empty where there is none of this id
     */
    public static Optional<RuleDescription> find(String id) {
        return Optional.ofNullable(RULES.get(id));
    }

    private static Map<String, RuleDescription> read() {
        Map<String, RuleDescription> rules = new LinkedHashMap<>();
        Matcher matcher = RULE.matcher(specification());
        while (matcher.find()) {
            rules.put(matcher.group(1), rule(matcher));
        }
        return rules;
    }

    private static RuleDescription rule(MatchResult match) {
        return new RuleDescription(
                match.group(1),
                RuleDescription.Level.valueOf(match.group(2)),
                capabilities(match.group(3)),
                oneLine(match.group(4)),
                oneLine(match.group(5)),
                oneLine(match.group(6)));
    }

    private static Set<Capability> capabilities(String list) {
        return CAPABILITY
                .matcher(list == null ? "" : list)
                .results()
                .map(name -> Capability.valueOf(name.group(1)))
                .collect(Collectors.toSet());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\n\\s*", " ");
    }

    private static String specification() {
        try (InputStream file = RuleCatalogue.class.getResourceAsStream(RESOURCE)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }
}
