package io.messaging.selftest.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;

/** Makes dead letters of dead letters: DUR-06. */
final class Dur06DeadLettersOfDeadLetters {
    static final Mutant DEAD_LETTER_OF_DEAD_LETTER = Mutant.of("DUR-06", "makes dead letters of dead letters")
            .representative()
            .fault(
                    "the number of dead letters",
                    Faults.durableHandlers((correct, topic, handler, options) -> message -> {
                        try {
                            handler.onMessage(message);
                        } catch (Exception failure) {
                            if (DeadLetter.isDeadLetterTopic(topic)
                                    && correct.getMessagesForTopic(topic).size() < 50) {
                                Letters.storeLetter(correct, topic, options, message, failure);
                            }
                            throw failure;
                        }
                    }));

    static final Mutant STOPS_AFTER_FAILED_DEAD_LETTER = Mutant.of(
                    "DUR-06", "makes no more dead letters after one that failed")
            .fault("the handler of dead letters receives", Faults.durableHandlers((topic, handler, options) -> {
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
            }));
}
