package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Groups.Present;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Gives a message to two members, or to none: SHR-01. */
final class Shr01Sharing {
    /** Fewer members do not get in each other's way. */
    private static final int MANY = 4;

    private static final int EVERY = 50;

    static final Mutant SOME_TO_TWO = Mutant.of("SHR-01", "hands some messages to two of many members")
            .representative()
            .sharedFault("repeated", now((member, others, delivery) -> {
                member.handle(delivery);
                others.get(0).member().handle(delivery);
            }));

    static final Mutant SOME_TO_NONE = Mutant.of("SHR-01", "drops some messages of many members")
            .inEveryBuild()
            .sharedFault("missing", now((member, others, delivery) -> {}));

    static final Mutant GROUPS_PER_INSTANCE = Mutant.of("SHR-01", "has groups of its own in each instance")
            .alsoBreaking("the rules about members of several instances", "SHR-02 SHR-04 SHR-13")
            .perhapsBreaking(
                    "others have members of several instances, too", "SHR-03 SHR-06 SHR-07 SHR-09 SHR-10 SHR-11 SHR-12")
            .sharedFault("repeated", () -> {
                Map<String, Object> owners = new ConcurrentHashMap<>();
                return correct -> Groups.subscribing(correct, member -> {
                    boolean first = owners.computeIfAbsent(member.key(), k -> correct) == correct;
                    String name = member.options().group().orElseThrow();
                    String own = first ? name : name + "-" + System.identityHashCode(correct);
                    return member.subscribe(member.handler(), Groups.with(member.options(), own, null));
                });
            });

    private Shr01Sharing() {}

    private interface Slip {
        void hand(Groups.Member member, List<Present.Joined> others, Delivery delivery) throws Exception;
    }

    /** Goes wrong with one message in fifty, where a group has many members. */
    private static Supplier<Fault> now(Slip slip) {
        return () -> {
            Present present = new Present();
            Map<String, Integer> counts = new ConcurrentHashMap<>();
            return correct -> Groups.subscribing(
                    correct,
                    joining -> present.join(joining, (member, delivery) -> {
                        List<Present.Joined> others = present.activeOthers(member);
                        if (others.size() + 1 >= MANY && counts.merge(member.key(), 1, Integer::sum) % EVERY == 0) {
                            slip.hand(member, others, delivery);
                        } else {
                            member.handle(delivery);
                        }
                    }));
        };
    }
}
