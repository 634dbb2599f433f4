package io.messaging.selftest.shared;

import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Goes wrong when members of a group come and go all the time: SHR-11. */
final class Shr11Churn {
    private static final int CLOSES = 4;

    static final Mutant LOSES_ONE = Mutant.of("SHR-11", "loses a message when the fourth member leaves")
            .representative()
            .sharedFault("though members came and went", afterCloses((member, delivery) -> {}));

    static final Mutant REPEATS_ONE = Mutant.of("SHR-11", "repeats a message when the fourth member leaves")
            .sharedFault("says that it is redelivered", afterCloses((member, delivery) -> {
                member.handle(delivery);
                member.handle(delivery);
            }));

    private Shr11Churn() {}

    private static Supplier<Fault> afterCloses(Groups.Step step) {
        return () -> {
            Map<String, Integer> closes = new ConcurrentHashMap<>();
            Set<String> done = ConcurrentHashMap.newKeySet();
            return correct -> Groups.subscribing(
                    Groups.deliveries(correct, (member, delivery) -> {
                        if (closes.getOrDefault(member.key(), 0) >= CLOSES && done.add(member.key())) {
                            step.take(member, delivery);
                        } else {
                            member.handle(delivery);
                        }
                    }),
                    member -> Faults.closing(member.subscribe(member.handler(), member.options()), open -> {
                        open.close();
                        closes.merge(member.key(), 1, Integer::sum);
                    }));
        };
    }
}
