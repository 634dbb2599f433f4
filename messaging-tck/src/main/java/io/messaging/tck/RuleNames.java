package io.messaging.tck;

import io.messaging.tck.spec.Rule;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/**
 * Shows {@code rd03_orderIsPriorityThenId} of the group {@code ReadingOrder} as "Reading order &gt; RD-03 order is
 * priority then id", and other tests as JUnit does.
 */
final class RuleNames extends DisplayNameGenerator.Standard {
    RuleNames() {}

    @Override
    public String generateDisplayNameForNestedClass(List<Class<?>> enclosing, Class<?> nested) {
        String words = words(nested.getSimpleName());
        return nested.isAnnotationPresent(RuleGroup.class)
                ? words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1)
                : super.generateDisplayNameForNestedClass(enclosing, nested);
    }

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        String name = method.getName();
        return rule == null
                ? super.generateDisplayNameForMethod(enclosing, testClass, method)
                : rule.value() + " " + words(name.substring(name.indexOf('_') + 1));
    }

    private static String words(String camelCase) {
        return camelCase
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
