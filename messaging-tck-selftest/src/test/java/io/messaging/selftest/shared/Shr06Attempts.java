package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Tries again too often, too rarely, too early or in the way of others, or does not end with a dead letter: SHR-06. */
final class Shr06Attempts {
    static final Mutant ONE_ATTEMPT_MORE = mutant("tries once more than it may")
            .representative()
            .fault("the attempts at the message", failures((member, delivery, failure) -> {
                if (isLast(member, delivery) && delivery.attempt() > 2) {
                    member.handle(attempt(delivery, delivery.attempt() + 1));
                }
                throw failure;
            }));

    static final Mutant ONE_ATTEMPT_LESS = mutant("gives up one attempt early")
            .fault("has one dead letter", failures((member, delivery, failure) -> {
                boolean isLastButOne =
                        delivery.attempt() + 1 == member.options().maxAttempts();
                if (isLastButOne && delivery.attempt() > 1) {
                    return;
                }
                throw failure;
            }));

    static final Mutant NO_DEAD_LETTER = mutant("drops a message after its last attempt")
            .inEveryBuild()
            .alsoBreaking("they wait for a dead letter", "SHR-10 SHR-12")
            .fault("has one dead letter", failures((member, delivery, failure) -> {
                if (!isLast(member, delivery)) {
                    throw failure;
                }
            }));

    static final Mutant TWO_DEAD_LETTERS = mutant("stores two dead letters")
            .alsoBreaking("they look for the only dead letter", "SHR-10 SHR-12")
            .fault("has one dead letter", failures((member, delivery, failure) -> {
                if (isLast(member, delivery) && !(failure instanceof RejectedDeliveryException)) {
                    Letters.storeLetter(
                            member.correct(), member.topic(), member.options(), delivery.message(), failure);
                }
                throw failure;
            }));

    static final Mutant RETRIES_AT_ONCE = mutant("tries again at once")
            .inEveryBuild()
            .alsoBreaking("no message waits for its next attempt", "SHR-10")
            .fault("no sooner than after its pause", failures((member, delivery, failure) -> {
                if (isLast(member, delivery) || failure instanceof RejectedDeliveryException) {
                    throw failure;
                }
                throw new RetryLaterException(Duration.ZERO, failure.getMessage(), failure);
            }));

    static final Mutant RETRIES_IN_PLACE = mutant("waits for the next attempt with the member's hands full")
            .inEveryBuild()
            .alsoBreaking("a message that waits for its next attempt is in flight", "SHR-10")
            .fault("the members together handle", failures((member, delivery, failure) -> {
                long end = System.nanoTime() + member.options().retryBackoff().toNanos();
                while (!isLast(member, delivery)
                        && System.nanoTime() < end
                        && delivery.subscription().isActive()) {
                    Faults.pause(TimeUnit.MILLISECONDS.toNanos(20));
                }
                throw failure;
            }));

    static final Mutant IGNORES_THE_NAMED_PAUSE = mutant("tries again after the backoff, whatever a handler names")
            .fault("the members together handle", failures((member, delivery, failure) -> {
                throw failure instanceof RetryLaterException ? new IllegalStateException(failure) : failure;
            }));

    static final Mutant RETRIES_REJECTED = mutant("tries a rejected message again")
            .inEveryBuild()
            .fault("a dead letter's error type", failures((member, delivery, failure) -> {
                throw failure instanceof RejectedDeliveryException ? new IllegalStateException(failure) : failure;
            }));

    static final Mutant DOES_NOT_COUNT = mutant("says of each attempt that it is the first")
            .alsoBreaking("attempts are counted there, too", "SHR-07 SHR-12")
            .fault("the attempts at the message", Groups.deliveries((member, delivery) -> {
                member.handle(attempt(delivery, 1));
            }));

    private Shr06Attempts() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-06", name);
    }

    private interface OnFailure {
        void take(Groups.Member member, Delivery delivery, Exception failure) throws Exception;
    }

    /** Where a handler has failed while its subscription was active. */
    private static Fault failures(OnFailure step) {
        return Groups.deliveries((member, delivery) -> {
            try {
                member.handle(delivery);
            } catch (Exception failure) {
                if (!delivery.subscription().isActive()) {
                    throw failure;
                }
                step.take(member, delivery, failure);
            }
        });
    }

    private static boolean isLast(Groups.Member member, Delivery delivery) {
        return delivery.attempt() >= member.options().maxAttempts();
    }

    private static Delivery attempt(Delivery delivery, int attempt) {
        return new Delivery(
                delivery.message(),
                delivery.topic(),
                attempt,
                attempt > 1 || delivery.redelivered(),
                delivery.subscription());
    }
}
