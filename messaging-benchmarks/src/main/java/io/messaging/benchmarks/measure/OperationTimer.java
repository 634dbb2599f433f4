package io.messaging.benchmarks.measure;

import java.util.List;

/** Times operations one by one. */
public final class OperationTimer {
    private OperationTimer() {}

    /** Something to be done with each of the inputs. */
    @FunctionalInterface
    public interface Operation<T> {
        /** Does it. */
        void run(T input) throws Exception;
    }

    /** Times each single operation. */
    public static <T> Sample each(List<T> inputs, Operation<T> operation) throws Exception {
        long[] nanos = new long[inputs.size()];
        long before = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            operation.run(inputs.get(i));
            long after = System.nanoTime();
            nanos[i] = after - before;
            before = after;
        }
        return Sample.ofLatencies(nanos);
    }
}
