package io.messaging.lincheck;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/** Has a class's operations run in many interleavings, and each outcome compared with what one thread could have got. */
public final class ModelCheck {
    /** How many scenarios come by chance, for each test; a longer run is had by raising this. */
    private static final int ITERATIONS = Integer.getInteger("messaging.lincheck.iterations", 1);

    private static final int INTERLEAVINGS = Integer.getInteger("messaging.lincheck.interleavings", 60);

    /** More rounds of a loop than a run can have for good reasons; taken for a hang. */
    private static final int LOOPS = 200;

    private ModelCheck() {}

    /**
     * Fails with the scenario and its interleaving when an outcome is none that one thread could have got.
     *
     * @param operations what to run, with a test's name for its operations
     * @param specification the same operations for one thread
     * @param scenarios what is to be looked at in any case, as {@link Scenario} says, before others come by chance
     */
    public static void check(Class<?> operations, Class<?> specification, String... scenarios) {
        ModelCheckingOptions options = new ModelCheckingOptions()
                .iterations(ITERATIONS)
                .invocationsPerIteration(INTERLEAVINGS)
                .loopBound(LOOPS)
                .threads(2)
                .actorsPerThread(2)
                .actorsBefore(1)
                .actorsAfter(1)
                .addGuarantee(forClasses(
                                "io.messaging.message.Message",
                                "io.messaging.message.GemstoneId",
                                "io.messaging.lincheck.Samples")
                        .allMethods()
                        .ignore())
                .sequentialSpecification(specification);
        for (String scenario : scenarios) {
            options.addCustomScenario(Scenario.of(operations, scenario));
        }
        options.check(operations);
    }

    /** For what has to hold at the end of a run. */
    public static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
