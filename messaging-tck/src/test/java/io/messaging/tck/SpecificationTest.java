package io.messaging.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Capability;
import io.messaging.tck.run.RuleTests;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.NestedMethodSelector;

/** The specification, the catalogue and the tests of the kit say the same. */
class SpecificationTest {
    private static final Path SPECIFICATION = Path.of("..", "docs", "specification.md");
    private static final Pattern RULE = Pattern.compile(
            "### (\\S+) \\((MUST|SHOULD)\\)\n\n"
                    + "(?:Needs: (.*?)\\.\n\n)?"
                    + "(.*?)\n\n"
                    + "- \\*\\*Why:\\*\\* (.*?)\n"
                    + "- \\*\\*When it fails, check first:\\*\\* (.*?)(?=\n\n|\n$)",
            Pattern.DOTALL);

    @Test
    void theSpecificationAndTheCatalogueAreTheSame() throws IOException {
        String text = Files.readString(SPECIFICATION);
        Map<String, RuleDescription> specified = new LinkedHashMap<>();
        Matcher matcher = RULE.matcher(text);
        while (matcher.find()) {
            RuleDescription rule = new RuleDescription(
                    matcher.group(1),
                    RuleDescription.Level.valueOf(matcher.group(2)),
                    capabilities(matcher.group(3)),
                    oneLine(matcher.group(4)),
                    oneLine(matcher.group(5)),
                    oneLine(matcher.group(6)));
            assertEquals(null, specified.put(rule.id(), rule), () -> rule.id() + " is specified twice");
        }
        long headings = text.lines().filter(line -> line.startsWith("### ")).count();
        assertEquals(headings, specified.size(), "every heading of the specification is a complete rule");
        assertEquals(
                List.copyOf(specified.keySet()),
                RuleCatalogue.rules().stream().map(RuleDescription::id).toList(),
                "the rules of docs/specification.md, and those of rules.txt");
        RuleCatalogue.rules().forEach(rule -> assertEquals(specified.get(rule.id()), rule));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\n\\s*", " ");
    }

    private static Set<Capability> capabilities(String list) {
        return list == null
                ? Set.of()
                : Arrays.stream(list.replace("`", "").split(", "))
                        .map(Capability::valueOf)
                        .collect(Collectors.toSet());
    }

    @Test
    void everyRuleHasATestAndEveryTestARule() {
        Set<String> catalogued =
                RuleCatalogue.rules().stream().map(RuleDescription::id).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                catalogued, new TreeSet<>(testsByRule().keySet()), "the catalogue's rules, and those of the tests");
    }

    @Test
    void whatARuleNeedsIsWhatAllItsTestsRequire() {
        testsByRule().forEach((id, tests) -> {
            Set<Capability> common = new TreeSet<>(List.of(Capability.values()));
            tests.forEach(test ->
                    common.retainAll(List.of(test.getAnnotation(Rule.class).requires())));
            Set<Capability> needs = RuleCatalogue.find(id).orElseThrow().needs();
            assertEquals(new TreeSet<>(needs), common, () -> "what " + id + " needs, and what its tests require");
        });
    }

    @Test
    void theNameOfATestBeginsWithItsRule() {
        testsByRule()
                .forEach((id, tests) -> tests.forEach(test -> {
                    String prefix = id.replace("-", "").toLowerCase(Locale.ROOT) + "_";
                    assertTrue(test.getName().startsWith(prefix), () -> test + " checks " + id);
                }));
    }

    private static Map<String, List<Method>> testsByRule() {
        return RuleTests.select(MessagingBackendTck.class, rule -> true).stream()
                .map(NestedMethodSelector::getMethod)
                .collect(Collectors.groupingBy(
                        test -> test.getAnnotation(Rule.class).value()));
    }
}
