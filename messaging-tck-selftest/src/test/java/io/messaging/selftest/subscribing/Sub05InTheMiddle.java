package io.messaging.selftest.subscribing;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Has a gap where a subscription begins: SUB-05. */
final class Sub05InTheMiddle {
    static final Mutant MISSES_THIRD = Mutant.of("SUB-05", "misses the third message after a start in the middle")
            .perhapsBreaking("it waits for some messages of each late subscription", "SUB-09")
            .fault(
                    "missing (1)",
                    correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                        boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                        AtomicInteger count = new AtomicInteger();
                        return message -> {
                            if (!inTheMiddle || count.incrementAndGet() != 3) {
                                handler.onMessage(message);
                            }
                        };
                    }));

    static final Mutant REPEATS_SECOND = Mutant.of("SUB-05", "repeats the second message after a start in the middle")
            .inEveryBuild()
            .fault(
                    "repeated (1)",
                    correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                        boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                        AtomicInteger count = new AtomicInteger();
                        return message -> {
                            handler.onMessage(message);
                            if (inTheMiddle && count.incrementAndGet() == 2) {
                                handler.onMessage(message);
                            }
                        };
                    }));

    static final Mutant SWAPS_TWO = Mutant.of("SUB-05", "swaps two messages after a start in the middle")
            .representative()
            .fault(
                    "another order",
                    correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                        boolean inTheMiddle = correct.getMessagesForTopic(topic).size() > 20;
                        List<Message> held = new ArrayList<>();
                        AtomicInteger count = new AtomicInteger();
                        return message -> {
                            int number = count.incrementAndGet();
                            if (inTheMiddle && number == 2) {
                                held.add(message);
                                return;
                            }
                            handler.onMessage(message);
                            if (!held.isEmpty()) {
                                handler.onMessage(held.remove(0));
                            }
                        };
                    }));
}
