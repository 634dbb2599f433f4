package io.messaging.tck;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayNameGenerator;

/** Shows {@code rd03_orderIsPriorityThenId} as "RD-03 order is priority then id", and other tests as JUnit does. */
final class RuleNames extends DisplayNameGenerator.Standard {
    RuleNames() {}

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        Rule rule = method.getAnnotation(Rule.class);
        return rule == null
                ? super.generateDisplayNameForMethod(enclosing, testClass, method)
                : rule.value() + " " + words(method.getName());
    }

    private static String words(String methodName) {
        String camelCase = methodName.substring(methodName.indexOf('_') + 1);
        return camelCase
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
