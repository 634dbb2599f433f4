package io.messaging.selftest.shared;

import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Groups.Present;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Lets members of a group disagree, or refuses them wrong: SHR-13. */
final class Shr13Agreement {
    static final Mutant ACCEPTS_OTHERS = mutant("has a newcomer take the options of those that are there")
            .representative()
            .sharedFault("subscribe as a member with", newcomers((joining, agreed, present) -> {
                SubscriptionOptions same = agreed.concurrency(joining.options().concurrency());
                return present.join(
                        new Groups.Member(joining.correct(), joining.topic(), joining.handler(), same),
                        Groups.Member::handle);
            }));

    static final Mutant COMPARES_ATTEMPTS_ONLY = mutant("compares attempts only")
            .inEveryBuild()
            .sharedFault("subscribe as a member with", newcomers((joining, agreed, present) -> {
                boolean agrees = agreed.maxAttempts() == joining.options().maxAttempts();
                SubscriptionOptions same = agreed.concurrency(joining.options().concurrency());
                Groups.Member member = new Groups.Member(joining.correct(), joining.topic(), joining.handler(), same);
                return present.join(agrees ? member : joining, Groups.Member::handle);
            }));

    static final Mutant NAMES_NEITHER = mutant("does not say what the options are")
            .sharedFault("the refusal names", newcomers((joining, agreed, present) -> {
                try {
                    return present.join(joining, Groups.Member::handle);
                } catch (IllegalArgumentException refusal) {
                    throw new IllegalArgumentException("the options differ", refusal);
                }
            }));

    static final Mutant REFUSED_IS_A_MEMBER = mutant("refuses a newcomer, and uses its handler")
            .inEveryBuild()
            .sharedFault("the member with other options", newcomers((joining, agreed, present) -> {
                try {
                    return present.join(joining, Groups.Member::handle);
                } catch (IllegalArgumentException refusal) {
                    joining.correct().subscribe(joining.topic(), joining.handler(), agreed);
                    throw refusal;
                }
            }));

    static final Mutant CONCURRENCY_MUST_AGREE = mutant("refuses members with another concurrency")
            .perhapsBreaking("members with another concurrency", "SHR-01 SHR-03")
            .sharedFault("concurrency", newcomers((joining, agreed, present) -> {
                if (agreed.concurrency() != joining.options().concurrency()) {
                    throw new IllegalArgumentException("this one has another concurrency");
                }
                return present.join(joining, Groups.Member::handle);
            }));

    static final Mutant FIRST_MEMBER_DECIDES_FOR_EVER = mutant("refuses other options when all members are gone, too")
            .sharedFault("refused", () -> {
                Map<String, Integer> attempts = new ConcurrentHashMap<>();
                return Groups.subscribing(member -> {
                    int agreed = attempts.computeIfAbsent(
                            member.key(), k -> member.options().maxAttempts());
                    if (agreed != member.options().maxAttempts()) {
                        throw new IllegalArgumentException("refused: the group has maxAttempts " + agreed
                                + ", and this one has " + member.options().maxAttempts());
                    }
                    return member.subscribe(member.handler(), member.options());
                });
            });

    private Shr13Agreement() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-13", name);
    }

    private interface Newcomer {
        Subscription join(Groups.Member joining, SubscriptionOptions agreed, Present present);
    }

    /** Changes how those join that are not the first. */
    private static Supplier<Fault> newcomers(Newcomer newcomer) {
        return () -> {
            Present present = new Present();
            return Groups.subscribing(joining -> {
                var there = present.active(joining.key());
                return there.isEmpty()
                        ? present.join(joining, Groups.Member::handle)
                        : newcomer.join(joining, there.get(0).member().options(), present);
            });
        };
    }
}
