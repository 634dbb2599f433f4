package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does not give back what a member did not finish, or does not say that it was begun: SHR-07. */
final class Shr07GivingBack {
    static final Mutant KEEPS_WHAT_A_CLOSED_MEMBER_HAD = mutant("never gives back what a closed member had")
            .representative()
            .fault("the member that stays handles", atClose((member, delivery, failure) -> {}));

    static final Mutant FAILURE_AT_CLOSE_COUNTS = mutant("makes a dead letter when a handler fails at the close")
            .inEveryBuild()
            .fault("the member that stays handles", atClose((member, delivery, failure) -> {
                Letters.storeLetter(member.correct(), member.topic(), member.options(), delivery.message(), failure);
            }));

    static final Mutant DOES_NOT_SAY_REDELIVERED = mutant("does not say that an attempt was begun before")
            .inEveryBuild()
            .sharedFault("redelivered of attempt", () -> {
                Set<GemstoneId> failed = ConcurrentHashMap.newKeySet();
                return noting(failed, (member, delivery) -> {
                    boolean shown = delivery.redelivered()
                            && failed.contains(delivery.message().id());
                    member.handle(new Delivery(
                            delivery.message(), delivery.topic(), delivery.attempt(), shown, delivery.subscription()));
                });
            });

    static final Mutant GIVEN_BACK_IS_NO_ATTEMPT = mutant("does not count an attempt that a close has ended")
            .sharedFault("the attempt of a message that was given back", () -> {
                Set<GemstoneId> failed = ConcurrentHashMap.newKeySet();
                return noting(failed, (member, delivery) -> {
                    boolean counted = failed.contains(delivery.message().id());
                    member.handle(new Delivery(
                            delivery.message(),
                            delivery.topic(),
                            counted ? delivery.attempt() : 1,
                            delivery.redelivered(),
                            delivery.subscription()));
                });
            });

    static final Mutant KEEPS_WHAT_A_CLOSED_INSTANCE_HAD = mutant("never gives back what a closed instance had")
            .fault("the member that stays handles", correct -> {
                AtomicBoolean closing = new AtomicBoolean();
                return new Delegate(Groups.deliveries(correct, (member, delivery) -> {
                    try {
                        member.handle(delivery);
                    } catch (IllegalStateException failure) {
                        if (!closing.get()) {
                            throw failure;
                        }
                    }
                })) {
                    @Override
                    public void close() {
                        closing.set(true);
                        super.close();
                    }
                };
            });

    static final Mutant GIVES_BACK_AT_THE_END = mutant("gives back when all handlers of a member have ended")
            .inEveryBuild()
            .sharedFault("the member that stays handles", () -> {
                Map<Groups.Member, Integer> running = new HashMap<>();
                return Groups.deliveries((member, delivery) -> {
                    count(running, member, 1);
                    boolean left = false;
                    try {
                        member.handle(delivery);
                    } catch (Exception failure) {
                        count(running, member, -1);
                        left = true;
                        awaitOthers(running, member, delivery);
                        throw failure;
                    } finally {
                        count(running, member, left ? 0 : -1);
                    }
                });
            });

    static final Mutant LOSES_AFTER_A_CUT = mutant("loses the message after a cut")
            .sharedFault("after the connections were cut", () -> new AtCut((member, delivery) -> {}));

    static final Mutant REPEATS_AFTER_A_CUT = mutant("repeats a message after a cut and does not say so")
            .inEveryBuild()
            .sharedFault(
                    "says that it is redelivered",
                    () -> new AtCut((member, delivery) -> {
                        member.handle(delivery);
                        member.handle(delivery);
                    }));

    private Shr07GivingBack() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-07", name);
    }

    private interface OnFailure {
        void take(Groups.Member member, Delivery delivery, Exception failure);
    }

    /** Where a handler of a group without order fails when its subscription has ended. */
    private static Fault atClose(OnFailure step) {
        return Groups.deliveries((member, delivery) -> {
            try {
                member.handle(delivery);
            } catch (Exception failure) {
                if (delivery.subscription().isActive()
                        || member.options().orderedBy().isPresent()) {
                    throw failure;
                }
                step.take(member, delivery, failure);
            }
        });
    }

    /** Notes messages on which a handler has failed while its subscription was active. */
    private static Fault noting(Set<GemstoneId> failed, Groups.Step step) {
        return Groups.deliveries((member, delivery) -> {
            try {
                step.take(member, delivery);
            } catch (Exception failure) {
                if (delivery.subscription().isActive()) {
                    failed.add(delivery.message().id());
                }
                throw failure;
            }
        });
    }

    private static void count(Map<Groups.Member, Integer> running, Groups.Member member, int change) {
        synchronized (running) {
            running.merge(member, change, Integer::sum);
            running.notifyAll();
        }
    }

    private static void awaitOthers(Map<Groups.Member, Integer> running, Groups.Member member, Delivery delivery)
            throws InterruptedException {
        synchronized (running) {
            while (!delivery.subscription().isActive() && running.get(member) > 0) {
                running.wait();
            }
        }
    }

    /** Does something else with the first delivery to a group after a cut. */
    private record AtCut(AtomicInteger cuts, Set<String> done, Groups.Step step) implements Fault {
        AtCut(Groups.Step step) {
            this(new AtomicInteger(), ConcurrentHashMap.newKeySet(), step);
        }

        @Override
        public MessagingBackend open(MessagingBackend correct) {
            return Groups.deliveries(correct, (member, delivery) -> {
                if (cuts.get() > 0 && done.add(member.key())) {
                    step.take(member, delivery);
                } else {
                    member.handle(delivery);
                }
            });
        }

        @Override
        public void cut() {
            cuts.incrementAndGet();
        }
    }
}
