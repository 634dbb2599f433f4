package io.messaging.tck;

import io.messaging.tck.engine.TckSettings;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs the groups and their rules in an order drawn from the seed, the same for the same seed. */
final class SeededOrder implements ClassOrderer, MethodOrderer {
    SeededOrder() {}

    @Override
    public void orderClasses(ClassOrdererContext context) {
        Comparator<ClassDescriptor> byName =
                Comparator.comparing(group -> group.getTestClass().getName());
        shuffle(context.getClassDescriptors(), byName, context::getConfigurationParameter);
    }

    @Override
    public void orderMethods(MethodOrdererContext context) {
        Comparator<MethodDescriptor> byName =
                Comparator.comparing(test -> test.getMethod().getName());
        shuffle(context.getMethodDescriptors(), byName, context::getConfigurationParameter);
    }

    private static <T> void shuffle(
            List<? extends T> items, Comparator<T> byName, Function<String, Optional<String>> parameters) {
        items.sort(byName);
        Collections.shuffle(items, new java.util.Random(TckSettings.seedFrom(parameters)));
    }
}
