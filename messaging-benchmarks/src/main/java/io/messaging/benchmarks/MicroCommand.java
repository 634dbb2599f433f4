package io.messaging.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the microbenchmarks. */
@Command(
        name = "micro",
        description = "Runs the JMH microbenchmarks; every argument goes to JMH (-h lists them, -l the benchmarks).")
final class MicroCommand implements Callable<Integer> {
    @Unmatched
    private final List<String> jmhArguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        org.openjdk.jmh.Main.main(jmhArguments.toArray(String[]::new));
        return 0;
    }
}
