package io.messaging.cli.soak;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** Injects faults at random moments, on a thread of its own. */
final class Mischief implements Runnable {
    private static final int MOST_PAUSE_MILLIS = 600;
    private static final int MOST_HOLD_MILLIS = 1_500;
    private static final int STEPS_PER_RESTART = 40;
    private static final int MOST_BYTES = 8_000;

    private final SoakRun run;
    private final SoakProxy proxy;
    private final SoakServer server;
    private final Random random;
    private final LongAdder cuts = new LongAdder();
    private final LongAdder cutsInside = new LongAdder();
    private final LongAdder holds = new LongAdder();

    Mischief(SoakRun run, SoakProxy proxy, SoakServer server) {
        this.run = run;
        this.proxy = proxy;
        this.server = server;
        random = run.plan().random(-1);
    }

    long cuts() {
        return cuts.sum();
    }

    long cutsInside() {
        return cutsInside.sum();
    }

    long holds() {
        return holds.sum();
    }

    @Override
    public void run() {
        try {
            run.step(this::restartServer);
            while (!run.isEnding()) {
                run.step(random.nextInt(STEPS_PER_RESTART) == 0 ? this::restartServer : this::breakSomething);
                SoakRun.pause(random, MOST_PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            // the run ends
        }
    }

    private void restartServer() {
        run.eras().stops();
        try {
            server.restart();
        } catch (IOException e) {
            run.fail("restarting the server", e);
        }
        run.eras().started();
    }

    private void breakSomething() throws InterruptedException {
        switch (random.nextInt(10)) {
            case 0 -> {
                cuts.increment();
                proxy.breakSome(random, 1);
            }
            case 1, 2 -> {
                cuts.increment();
                proxy.breakSome(random, 0.3);
            }
            case 3 -> {
                holds.increment();
                proxy.hold();
                try {
                    SoakRun.pause(random, MOST_HOLD_MILLIS);
                } finally {
                    proxy.release();
                }
            }
            default -> {
                cutsInside.increment();
                proxy.cutNextAt(random.nextInt(MOST_BYTES));
            }
        }
    }
}
