package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Groups.Present;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps messages that others could handle: SHR-03. */
final class Shr03Hoarding {
    static final Mutant FETCHES_AHEAD = Mutant.of("SHR-03", "fetches one message more than it handles")
            .representative()
            .alsoBreaking("it has more messages than it handles", "SHR-10")
            .perhapsBreaking("the one fetched ahead waits for the handler", "SHR-05 SHR-12 SHR-13")
            .fault("the free member handles", Groups.subscribing(member -> {
                Semaphore permits = new Semaphore(member.options().concurrency(), true);
                return member.subscribe(
                        MessageHandler.ofDelivery(delivery -> {
                            permits.acquire();
                            try {
                                member.handle(delivery);
                            } finally {
                                permits.release();
                            }
                        }),
                        member.options().concurrency(member.options().concurrency() + 1));
            }));

    static final Mutant DEALT_OUT_WHEN_STORED = Mutant.of("SHR-03", "deals messages out in turn when they are stored")
            .inEveryBuild()
            .alsoBreaking("a member that is blocked has been dealt others", "SHR-13")
            .perhapsBreaking("one whose key is busy or that leaves as well", "SHR-07 SHR-11 SHR-12")
            .sharedFault("the free member handles", Dealer::new);

    static final Mutant ONE_MEMBER_AT_A_TIME = Mutant.of("SHR-03", "lets one member of a group work at a time")
            .alsoBreaking("members have to work at once", "SHR-04 SHR-12 SHR-13")
            .sharedFault("the free member handles", () -> {
                Groups.Turns turns = new Groups.Turns();
                return Groups.deliveries((member, delivery) -> {
                    turns.enter(member.key(), member);
                    try {
                        member.handle(delivery);
                    } finally {
                        turns.leave(member.key());
                    }
                });
            });

    private Shr03Hoarding() {}

    /** Who has been dealt a message handles it, when it has a free hand. */
    private static final class Dealer implements Fault {
        private final Present present = new Present();
        private final Map<GemstoneId, Present.Joined> owners = new ConcurrentHashMap<>();
        private final Map<Groups.Member, Semaphore> permits = new ConcurrentHashMap<>();
        private final Map<String, String> keys = new ConcurrentHashMap<>();
        private final AtomicInteger turn = new AtomicInteger();

        @Override
        public MessagingBackend open(MessagingBackend correct) {
            return Groups.subscribing(
                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                        List<Present.Joined> members =
                                keys.containsKey(topic) ? present.active(keys.get(topic)) : List.of();
                        if (!members.isEmpty()) {
                            owners.putIfAbsent(message.id(), members.get(turn.getAndIncrement() % members.size()));
                        }
                        backend.storeMessage(namespace, topic, message);
                    }),
                    joining -> {
                        keys.put(joining.topic(), joining.key());
                        return present.join(joining, this::deliver);
                    });
        }

        private void deliver(Groups.Member member, Delivery delivery) throws Exception {
            Present.Joined owner = owners.get(delivery.message().id());
            boolean isOwners = owner != null
                    && owner.member().key().equals(member.key())
                    && owner.subscription().isActive();
            Groups.Member who = isOwners ? owner.member() : member;
            Semaphore free =
                    permits.computeIfAbsent(who, m -> new Semaphore(m.options().concurrency()));
            free.acquire();
            try {
                who.handle(delivery);
            } finally {
                free.release();
            }
        }
    }
}
