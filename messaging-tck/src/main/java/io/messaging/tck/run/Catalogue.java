package io.messaging.tck.run;

import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.Rule;
import io.messaging.tck.report.RuleInfo;
import io.messaging.tck.report.RuleResult;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The rules that the kit has tests for, in the order of the specification. */
final class Catalogue {
    private static final List<String> GROUPS = List.of("RD", "SUB", "DUR", "CON", "LIFE");
    private static final List<String> IDS = find();

    private Catalogue() {}

    private static List<String> find() {
        return Stream.<Class<?>>iterate(MessagingBackendTck.class, Objects::nonNull, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .map(Method::getAnnotations)
                .flatMap(Arrays::stream)
                .filter(Rule.class::isInstance)
                .map(rule -> ((Rule) rule).value())
                .distinct()
                .sorted(Comparator.comparing(Catalogue::group).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int group(String id) {
        return GROUPS.indexOf(id.substring(0, id.indexOf('-')));
    }

    static List<String> ids() {
        return IDS;
    }

    static RuleInfo info(String id) {
        return new RuleInfo(id, true, id);
    }

    static List<RuleResult> inOrder(List<RuleResult> results) {
        return results.stream()
                .sorted(Comparator.comparing(result -> IDS.indexOf(result.rule().id())))
                .toList();
    }
}
