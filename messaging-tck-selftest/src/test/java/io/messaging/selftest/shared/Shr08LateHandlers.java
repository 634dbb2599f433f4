package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Groups.Present;
import io.messaging.selftest.fault.Mutant;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a handler that outlives its instance settle or give back what others have: SHR-08. */
final class Shr08LateHandlers {
    static final Mutant SETTLES_BY_ID = Mutant.of("SHR-08", "settles a message by its id, whoever has it")
            .representative()
            .sharedFault("the message comes again", () -> {
                Set<GemstoneId> settled = ConcurrentHashMap.newKeySet();
                return Groups.deliveries((member, delivery) -> {
                    try {
                        member.handle(delivery);
                    } catch (IllegalStateException failure) {
                        if (!settled.contains(delivery.message().id())) {
                            throw failure;
                        }
                    }
                    if (!delivery.subscription().isActive()) {
                        settled.add(delivery.message().id());
                    }
                });
            });

    static final Mutant GIVES_BACK_BY_ID = Mutant.of("SHR-08", "gives a message back that another member has")
            .sharedFault("while a member has it", () -> {
                Present present = new Present();
                return correct -> Groups.subscribing(
                        correct,
                        joining -> present.join(joining, (member, delivery) -> {
                            member.handle(delivery);
                            if (!delivery.subscription().isActive()) {
                                for (Present.Joined other : present.activeOthers(member)) {
                                    other.member()
                                            .handle(new Delivery(
                                                    delivery.message(),
                                                    delivery.topic(),
                                                    delivery.attempt() + 1,
                                                    true,
                                                    delivery.subscription()));
                                }
                            }
                        }));
            });

    static final Mutant KEEPS_AT_THE_LIMIT = Mutant.of(
                    "SHR-08", "keeps what a handler has when the limit of its subscription's close is reached")
            .inEveryBuild()
            .fault(
                    "the member that has the message next",
                    Groups.subscribing(member -> new Faults.Sub(member.subscribe(member.handler(), member.options())) {
                        @Override
                        public void close(Duration limit) {
                            close();
                        }
                    }));

    private Shr08LateHandlers() {}
}
