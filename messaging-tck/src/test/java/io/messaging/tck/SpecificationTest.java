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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.NestedMethodSelector;

/** The specification and the tests of the kit agree. */
class SpecificationTest {
    @Test
    void everyHeadingOfTheSpecificationIsACompleteRule() throws IOException {
        List<String> headings = Files.readAllLines(Path.of("..", "docs", "specification.md")).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.split(" ")[1])
                .toList();
        assertEquals(
                headings,
                RuleCatalogue.rules().stream().map(RuleDescription::id).toList());
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
