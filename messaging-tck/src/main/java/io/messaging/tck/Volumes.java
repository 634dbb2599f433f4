package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Decides how many messages a rule about large numbers takes. That is as many as the rule says, unless the backend is so
 * slow that it would take minutes: being slow breaks no rule.
 */
final class Volumes {
    private static final System.Logger LOGGER = System.getLogger(MessagingBackendTck.class.getName());
    private static final Duration BUDGET = Duration.ofSeconds(30);
    private static final int PROBE = 64;
    private static final int PROBES = 4;
    private static final int LEAST_SHARE = 200;

    private final RuleRun run;

    Volumes(RuleRun run) {
        this.run = run;
    }

    int atMost(int wanted) {
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

    private long probe() {
        MessagingBackend backend = run.backends().first();
        String topic = run.names().topic();
        List<Message> messages = run.messages().next(PROBE);
        Recorder recorder = new Recorder("a probe", run);
        boolean delivers = backend.capabilities().contains(Capability.SUBSCRIPTION);
        if (delivers) {
            backend.subscribe(topic, recorder);
        }
        long start = System.nanoTime();
        messages.forEach(message -> backend.storeMessage(run.namespace(), topic, message));
        // A message that never comes is not this class's business: the rule itself will find it.
        run.awaiter().until(() -> !delivers || recorder.count() >= PROBE, Duration.ofSeconds(1));
        long nanos = System.nanoTime() - start;
        if (delivers) {
            backend.unsubscribe(topic);
        }
        return Math.max(1, nanos / PROBE);
    }
}
