package io.messaging.selftest.durable;

import io.messaging.backend.DeadLetter;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import java.util.List;

/** Goes round with dead letters: DUR-06. */
public final class Dur06DeadLettersOfDeadLetters {

    private Dur06DeadLettersOfDeadLetters() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "DUR-06",
                        "makes dead letters of dead letters",
                        "the number of dead letters",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                            try {
                                handler.onMessage(message);
                            } catch (Exception failure) {
                                if (DeadLetter.isDeadLetterTopic(topic)
                                        && correct.getMessagesForTopic(topic).size() < 50) {
                                    Letters.storeLetter(correct, topic, options, message, failure);
                                }
                                throw failure;
                            }
                        })),
                Mutant.of(
                        "DUR-06",
                        "gives up dead letters after one that failed",
                        "the handler of dead letters receives",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            boolean[] failed = {false};
                            return message -> {
                                if (!failed[0]) {
                                    try {
                                        handler.onMessage(message);
                                    } catch (Exception failure) {
                                        failed[0] = DeadLetter.isDeadLetterTopic(topic);
                                        throw failure;
                                    }
                                }
                            };
                        })));
    }
}
