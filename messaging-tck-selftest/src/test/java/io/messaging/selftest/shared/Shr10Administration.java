package io.messaging.selftest.shared;

import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.backend.Delivery;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Shows groups wrong, or does not do what an administrator asks for: SHR-10. */
final class Shr10Administration {
    private static final String ENTRY = "has one entry for the group";

    static final Mutant LAG_WITHOUT_FLIGHT = mutant("does not count in the lag what is in flight")
            .representative()
            .fault(
                    ENTRY,
                    each(group -> numbers(group, group.lag() - group.inFlight(), group.attempts(), group.members())));

    static final Mutant NO_MEMBERS = mutant("lists groups without their members")
            .fault(
                    "the number of its members",
                    each(group -> numbers(group, group.lag(), group.attempts(), List.of())));

    static final Mutant COUNTS_NO_ATTEMPTS = mutant("does not count attempts")
            .fault(ENTRY, each(group -> numbers(group, group.lag(), 0, group.members())));

    static final Mutant HIDES_GROUPS_WITHOUT_MEMBERS = mutant("lists groups only while they have members")
            .inEveryBuild()
            .fault(
                    ENTRY,
                    Groups.listing(groups -> groups.stream()
                            .filter(group -> !group.members().isEmpty())
                            .toList()));

    static final Mutant FORGETS_NOTHING = mutant("says that it forgets a group, and does not")
            .inEveryBuild()
            .fault("ended() of a subscription", administration(groups -> new Groups.Forwarding(groups) {
                @Override
                public boolean forget(String group, String topic) {
                    return list().stream()
                            .anyMatch(one ->
                                    one.name().equals(group) && one.topic().equals(topic));
                }
            }));

    static final Mutant FORGETS_ANYTHING = mutant("says that it forgets a group that it does not know")
            .fault(
                    "what forget() returns of a group that is not",
                    administration(groups -> new Groups.Forwarding(groups) {
                        @Override
                        public boolean forget(String group, String topic) {
                            super.forget(group, topic);
                            return true;
                        }
                    }));

    static final Mutant REQUEUES_NOTHING = mutant("drops what is to be requeued")
            .inEveryBuild()
            .fault("the members together handle", administration(groups -> new Groups.Forwarding(groups) {
                @Override
                public void requeue(Message deadLetter) {}
            }));

    static final Mutant REQUEUED_COUNTS_ON = mutant("goes on counting the attempts of a requeued message")
            .sharedFault("the attempt of a message whose dead letter was requeued", () -> {
                Set<GemstoneId> requeued = ConcurrentHashMap.newKeySet();
                return correct ->
                        new Delegate(Groups.deliveries(correct, (member, delivery) -> {
                            boolean again = requeued.contains(delivery.message().id());
                            member.handle(new Delivery(
                                    delivery.message(),
                                    delivery.topic(),
                                    delivery.attempt()
                                            + (again ? member.options().maxAttempts() : 0),
                                    delivery.redelivered(),
                                    delivery.subscription()));
                        })) {
                            @Override
                            public SharedGroups sharedGroups() {
                                return new Groups.Forwarding(super.sharedGroups()) {
                                    @Override
                                    public void requeue(Message deadLetter) {
                                        deadLetter.inResponseTo().ifPresent(requeued::add);
                                        super.requeue(deadLetter);
                                    }
                                };
                            }
                        };
            });

    private Shr10Administration() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-10", name);
    }

    private static Fault administration(Function<SharedGroups, SharedGroups> change) {
        return correct -> new Delegate(correct) {
            @Override
            public SharedGroups sharedGroups() {
                return change.apply(super.sharedGroups());
            }
        };
    }

    private static Fault each(UnaryOperator<SharedGroup> change) {
        return Groups.listing(groups -> groups.stream().map(change).toList());
    }

    private static SharedGroup numbers(SharedGroup group, long lag, long attempts, List<SharedGroup.Member> members) {
        return new SharedGroup(
                group.name(),
                group.topic(),
                group.namespace(),
                group.orderedBy(),
                group.maxAttempts(),
                group.position(),
                lag,
                group.inFlight(),
                group.retriesWaiting(),
                attempts,
                group.lost(),
                group.lastSeen(),
                members);
    }
}
