package io.messaging.selftest.shared;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Handles more at once than a member says, or less: SHR-04. In each, only members with a concurrency of 4 or more notice. */
final class Shr04Concurrency {
    private static final int LARGE = 4;

    static final Mutant ONE_MORE = Mutant.of("SHR-04", "handles one message more at once")
            .representative()
            .fault("at most as many messages at once", Groups.subscribing(member -> {
                int concurrency = member.options().concurrency();
                return member.subscribe(
                        member.handler(), member.options().concurrency(concurrency + (concurrency < LARGE ? 0 : 1)));
            }));

    static final Mutant AT_MOST_THREE = Mutant.of("SHR-04", "never handles more than three messages at once")
            .fault("is called for 4 messages", Groups.subscribing(member -> {
                return limited(member, new Semaphore(LARGE - 1));
            }));

    static final Mutant LIMIT_OF_THE_GROUP = Mutant.of("SHR-04", "lets the members of a group share one limit")
            .inEveryBuild()
            .sharedFault("is called for 4 messages", () -> {
                Map<String, Semaphore> permits = new ConcurrentHashMap<>();
                return Groups.subscribing(member -> limited(
                        member,
                        permits.computeIfAbsent(
                                member.key(),
                                k -> new Semaphore(member.options().concurrency()))));
            });

    private Shr04Concurrency() {}

    private static Subscription limited(Groups.Member member, Semaphore permits) {
        if (member.options().concurrency() < LARGE) {
            return member.subscribe(member.handler(), member.options());
        }
        return member.subscribe(
                MessageHandler.ofDelivery(delivery -> {
                    permits.acquire();
                    try {
                        member.handle(delivery);
                    } finally {
                        permits.release();
                    }
                }),
                member.options());
    }
}
