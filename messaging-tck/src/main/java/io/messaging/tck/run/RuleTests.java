package io.messaging.tck.run;

import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.spec.Rule;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.NestedMethodSelector;

/** The tests of the kit, for who runs some of them with JUnit's launcher: it then discovers those and no others. */
public final class RuleTests {
    private RuleTests() {}

    /**
     * Selects tests.
     *
     * @param kit the author's class
     * @param rules says by its id whether a rule is wanted
     * @return a selector for each test of the rules that are wanted
     */
    public static List<NestedMethodSelector> select(Class<? extends MessagingBackendTck> kit, Predicate<String> rules) {
        return ReflectionSupport.findNestedClasses(MessagingBackendTck.class, group -> true).stream()
                .flatMap(group -> tests(group)
                        .filter(test ->
                                rules.test(test.getAnnotation(Rule.class).value()))
                        .map(test -> DiscoverySelectors.selectNestedMethod(List.of(kit), group, test)))
                .toList();
    }

    /**
     * Returns JUnit's configuration parameters for rules that run in parallel.
     *
     * @param rules how many at once
     * @return parameters for a launcher's request
     */
    public static Map<String, String> inParallel(int rules) {
        return Map.of(
                "junit.jupiter.execution.parallel.enabled", "true",
                "junit.jupiter.execution.parallel.config.executor-service", "WORKER_THREAD_POOL",
                "junit.jupiter.execution.parallel.config.strategy", "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism", Integer.toString(rules));
    }

    private static Stream<Method> tests(Class<?> group) {
        return Arrays.stream(group.getSuperclass().getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Rule.class));
    }
}
