package io.messaging.conformance.redis;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.spec.Rule;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The compatibility kit's rules of persistence, on a server with an append-only file, which they kill. */
@Tag("thorough")
@ExtendWith(AppendOnlyTckIT.PersistenceOnly.class)
class AppendOnlyTckIT extends MessagingBackendTck {
    @AutoClose
    private static final RedisProcess server = RedisProcess.startDurable();

    @Override
    protected MessagingBackend openBackend() {
        return config().orElseThrow().createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.redis(Map.of("port", server.port())));
    }

    @Override
    protected void restart(Runnable whileDown) {
        server.kill();
        whileDown.run();
        server.startAgain();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(EnumSet.complementOf(EnumSet.of(Capability.PREFIX_SUBSCRIPTION)));
    }

    /** The other rules have their run on a server without a file. */
    static final class PersistenceOnly implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean enabled = context.getTestMethod()
                    .map(method -> method.getAnnotation(Rule.class))
                    .map(rule -> rule.value().matches("PER-.*|SUB-15"))
                    .orElse(true);
            return enabled
                    ? ConditionEvaluationResult.enabled("")
                    : ConditionEvaluationResult.disabled("checked on a server without an append-only file");
        }
    }
}
