package io.messaging.selftest.together;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does not reach another process: CON-04. */
final class Con04Processes {
    static final Mutant STORE_PER_PROCESS = Mutant.of(
                    "CON-04", "declares CROSS_PROCESS, and another process has its own")
            .alsoBreaking("they kill another process that handles messages", "DUR-09 SHR-07")
            .representative()
            .sharedFault("what the other process reads", () -> new Fault() {
                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    EnumSet<Capability> declared = EnumSet.copyOf(correct.capabilities());
                    declared.add(Capability.CROSS_PROCESS);
                    return new Delegate(correct) {
                        @Override
                        public Set<Capability> capabilities() {
                            return Set.copyOf(declared);
                        }
                    };
                }

                @Override
                public Optional<MessagingConfig> config() {
                    return Optional.of(MessagingConfig.of(Map.of(
                            "backend_module", "io.messaging.inmemory",
                            "backend_class", "InMemoryMessagingBackend",
                            "backend_config", Map.of("delivery", "async"))));
                }
            });
}
