package io.messaging.tck.engine;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Decides how many messages a rule about large numbers takes. That is as many as the rule says, unless the stores alone
 * would take longer than a few seconds: being slow breaks no rule, and the kit is part of every build. Who only wants a
 * quick look asks for a share of it.
 */
public final class Volumes {
    private static final System.Logger LOGGER = System.getLogger("io.messaging.tck");
    private static final Duration BUDGET = Duration.ofSeconds(4);
    private static final int PROBE = 32;
    private static final int PROBES = 8;
    private static final int LEAST_SHARE = 200;
    private static final double LEAST_FACTOR = 0.1;

    private final RuleContext tck;
    private final double factor;

    Volumes(RuleContext tck, double factor) {
        this.tck = tck;
        this.factor = factor;
    }

    public int atMost(int most) {
        int wanted = (int) Math.ceil(most * factor);
        long nanosPerMessage = Long.MAX_VALUE;
        for (int i = 0; i < PROBES; i++) { // the fastest counts: the first ones load classes
            nanosPerMessage = Math.min(nanosPerMessage, probe());
            if (nanosPerMessage * wanted <= BUDGET.toNanos()) {
                return wanted;
            }
        }
        int possible = (int) Math.max(wanted / LEAST_SHARE, BUDGET.toNanos() / nanosPerMessage);
        long micros = nanosPerMessage / 1_000;
        LOGGER.log(
                Level.INFO,
                () -> "taking " + possible + " messages instead of " + wanted + ": one costs " + micros + " us here");
        return Math.min(wanted, possible);
    }

    /** Where the number is the subject: a slow backend has to take its time. */
    public int exactly(int all) {
        return (int) Math.ceil(all * factor);
    }

    /** Fewer only for who asks for a share, and then a tenth at least: for numbers that no backend is too slow for. */
    public int share(int all) {
        return (int) Math.ceil(all * Math.max(factor, LEAST_FACTOR));
    }

    private long probe() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<Message> messages = tck.messages().next(PROBE);
        Recorder recorder = new Recorder("a probe", tck);
        boolean delivers = tck.hasSubscriptions();
        if (delivers) {
            backend.subscribe(topic, recorder);
        }
        long start = System.nanoTime();
        messages.forEach(message -> backend.storeMessage(tck.namespace(), topic, message));
        // A message that never comes is not this class's business: the rule itself will find it.
        tck.awaiter().until(() -> !delivers || recorder.count() >= PROBE, Duration.ofSeconds(1));
        long nanos = System.nanoTime() - start;
        if (delivers) {
            backend.unsubscribe(topic);
        }
        return Math.max(1, nanos / PROBE);
    }
}
