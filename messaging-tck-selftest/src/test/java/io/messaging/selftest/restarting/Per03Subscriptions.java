package io.messaging.selftest.restarting;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;

/** Loses or repeats what subscriptions get that stay open across a kill: PER-03. */
final class Per03Subscriptions {
    static final Mutant STARTS_FROM_NOW = mutant("has a subscription that stays start from now")
            .representative()
            .sharedFault(
                    "missing",
                    () -> staying((restarts, first, handler, message) -> {
                        if (!restarts.wasStoredBefore(message)) {
                            handler.onMessage(message);
                        }
                    }));

    static final Mutant LOSES_ONE = mutant("loses one message after a kill")
            .inEveryBuild()
            .sharedFault(
                    "missing",
                    () -> staying((restarts, first, handler, message) -> {
                        if (!first) {
                            handler.onMessage(message);
                        }
                    }));

    static final Mutant REPEATS_ONE = mutant("delivers one message again after a kill")
            .inEveryBuild()
            .sharedFault(
                    "repeated",
                    () -> staying((restarts, first, handler, message) -> {
                        if (first) {
                            handler.onMessage(message);
                        }
                        handler.onMessage(message);
                    }));

    private Per03Subscriptions() {}

    private static Mutant mutant(String name) {
        return Mutant.of("PER-03", name);
    }

    /** What becomes of a message that comes after a kill to a subscription from before. */
    private interface Step {
        void take(RestartFault restarts, boolean first, MessageHandler handler, Message message) throws Exception;
    }

    private static RestartFault staying(Step step) {
        return new RestartFault((restarts, correct) -> Faults.plainHandlers(correct, (topic, handler, options) -> {
            int before = restarts.count();
            boolean[] seen = {false};
            return message -> {
                if (restarts.count() == before) {
                    handler.onMessage(message);
                } else {
                    boolean first = !seen[0];
                    seen[0] = true;
                    step.take(restarts, first, handler, message);
                }
            };
        }));
    }
}
