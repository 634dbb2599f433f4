package io.messaging.selftest;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.selftest.fault.Bridge;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Reference;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.TckTimeouts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The kit on the mutant that a configuration parameter names. Not found by Surefire: the launcher runs it. */
@ExtendWith(MutantTck.Setup.class)
final class MutantTck extends MessagingBackendTck {
    static final String MUTANT = "selftest.mutant";
    private static final String POSITIVE_WAIT = "selftest.positiveWait";
    private static final String NEGATIVE_WAIT = "selftest.negativeWait";
    private static final String POLL = "selftest.poll";

    private final String broker = "selftest-" + UUID.randomUUID();
    private final Bridge bridge = new Bridge();
    private volatile Fault fault;
    private volatile TckTimeouts timeouts;

    /** Returns the configuration parameters that say how long the rules wait. */
    static Map<String, String> parameters(TckTimeouts timeouts) {
        return Map.of(
                POSITIVE_WAIT, timeouts.positiveWait().toString(),
                NEGATIVE_WAIT, timeouts.negativeWait().toString(),
                POLL, timeouts.poll().toString());
    }

    @Override
    protected MessagingBackend openBackend() {
        MessagingBackend correct = bridge.aroundCorrect(Reference.open(broker, fault.delivery()));
        return fault.intercepted(bridge.aroundFaulty(fault.open(correct)), MessagingInterceptor.found());
    }

    @Override
    protected void cutConnections() {
        fault.cut();
    }

    @Override
    protected void restart(Runnable whileDown) {
        fault.restart(whileDown);
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return fault.config();
    }

    @Override
    protected TckTimeouts timeouts() {
        return timeouts;
    }

    static final class Setup implements BeforeEachCallback {
        @Override
        public void beforeEach(ExtensionContext context) {
            MutantTck test = context.getRequiredTestInstances()
                    .findInstance(MutantTck.class)
                    .orElseThrow();
            test.fault = Mutants.fault(context.getConfigurationParameter(MUTANT).orElseThrow());
            test.timeouts = new TckTimeouts(
                    duration(context, POSITIVE_WAIT), duration(context, NEGATIVE_WAIT), duration(context, POLL));
        }

        private static Duration duration(ExtensionContext context, String parameter) {
            return Duration.parse(context.getConfigurationParameter(parameter).orElseThrow());
        }
    }
}
