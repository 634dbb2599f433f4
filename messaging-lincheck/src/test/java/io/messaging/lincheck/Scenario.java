package io.messaging.lincheck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A scenario in a line: what comes first, what two threads do at once, and what comes after, such as {@code "store 1 0 ->
 * all | tick, store 2 0 -> all"}. Arguments are whole numbers.
 */
final class Scenario {
    private Scenario() {}

    static ExecutionScenario of(Class<?> operations, String text) {
        String[] parts = text.split(" *-> *", -1);
        List<List<Actor>> threads = Arrays.stream(parts[1].split(" *\\| *"))
                .map(thread -> actors(operations, thread))
                .toList();
        return new ExecutionScenario(
                actors(operations, parts[0]), threads, actors(operations, parts[2]), validation(operations));
    }

    private static List<Actor> actors(Class<?> operations, String text) {
        return text.isBlank()
                ? List.of()
                : Arrays.stream(text.strip().split(" *, *"))
                        .map(operation -> actor(operations, operation))
                        .toList();
    }

    private static Actor actor(Class<?> operations, String text) {
        String[] words = text.split(" ");
        List<Integer> arguments =
                Arrays.stream(words).skip(1).map(Integer::valueOf).toList();
        Method method = Arrays.stream(operations.getMethods())
                .filter(candidate -> candidate.getName().equals(words[0]))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(operations + " has no operation " + words[0]));
        return new Actor(method, arguments);
    }

    private static Actor validation(Class<?> operations) {
        return Arrays.stream(operations.getMethods())
                .filter(method -> method.isAnnotationPresent(Validate.class))
                .findFirst()
                .map(method -> new Actor(method, List.of()))
                .orElse(null);
    }
}
