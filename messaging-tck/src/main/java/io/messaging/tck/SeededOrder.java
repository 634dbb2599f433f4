package io.messaging.tck;

import java.util.Collections;
import java.util.Comparator;
import org.junit.jupiter.api.MethodDescriptor;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/** Runs the rules in an order drawn from the seed, the same for the same seed. */
final class SeededOrder implements MethodOrderer {
    SeededOrder() {}

    @Override
    public void orderMethods(MethodOrdererContext context) {
        long seed = TckSettings.from(context::getConfigurationParameter).seed();
        context.getMethodDescriptors()
                .sort(Comparator.comparing(
                        (MethodDescriptor method) -> method.getMethod().getName()));
        Collections.shuffle(context.getMethodDescriptors(), new java.util.Random(seed));
    }
}
