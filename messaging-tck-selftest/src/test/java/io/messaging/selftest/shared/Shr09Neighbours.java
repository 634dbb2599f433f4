package io.messaging.selftest.shared;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Mixes groups up with other subscribers: SHR-09. */
final class Shr09Neighbours {
    static final Mutant ONE_GROUP_OF_A_TOPIC = mutant("takes all groups of a topic for one")
            .perhapsBreaking("a group that it takes for another is not new", "SHR-02")
            .representative()
            .sharedFault("the members together", () -> {
                Map<String, String> first = new ConcurrentHashMap<>();
                return Groups.subscribing(member -> {
                    String name = member.options().group().orElseThrow();
                    String shared = first.computeIfAbsent(member.topic(), t -> name);
                    return member.subscribe(member.handler(), Groups.with(member.options(), shared, null));
                });
            });

    static final Mutant KNOWN_BY_NAME_ALONE = mutant("knows a group by its name, whatever the topic")
            .perhapsBreaking("a group that it takes for another is not new", "SHR-02")
            .inEveryBuild()
            .sharedFault("the members together", () -> {
                Map<String, String> first = new ConcurrentHashMap<>();
                return Groups.subscribing(member -> {
                    String name = member.options().group().orElseThrow();
                    boolean known =
                            first.computeIfAbsent(name, n -> member.topic()).equals(member.topic());
                    return member.subscribe(
                            known ? member.handler() : MessageHandler.ofDelivery(delivery -> {}), member.options());
                });
            });

    static final Mutant ONE_GROUP_AT_A_TIME = mutant("lets one group of a topic work at a time")
            .sharedFault("the members together handle", () -> {
                Groups.Turns turns = new Groups.Turns();
                return Groups.deliveries((member, delivery) -> {
                    turns.enter(member.topic(), member.key());
                    try {
                        member.handle(delivery);
                    } finally {
                        turns.leave(member.topic());
                    }
                });
            });

    static final Mutant TAKES_FROM_PLAIN = mutant("keeps a group's messages from plain subscribers")
            .inEveryBuild()
            .sharedFault("the plain subscriber receives", () -> {
                Set<String> topics = ConcurrentHashMap.newKeySet();
                return besideGroups(
                        topics,
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                            if (!topics.contains(topic)) {
                                handler.onMessage(message);
                            }
                        }));
            });

    static final Mutant DURABLE_CLIENT_IS_A_MEMBER = mutant("takes a durable client of the same name for a member")
            .sharedFault("the durable client receives", () -> {
                Set<String> keys = ConcurrentHashMap.newKeySet();
                AtomicInteger turn = new AtomicInteger();
                return correct -> Faults.durableHandlers(
                        Groups.subscribing(correct, member -> {
                            keys.add(member.key());
                            return member.subscribe(member.handler(), member.options());
                        }),
                        (topic, handler, options) -> message -> {
                            boolean shares = keys.contains(options.clientId().orElseThrow() + "\n" + topic);
                            if (!shares || turn.getAndIncrement() % 2 == 0) {
                                handler.onMessage(message);
                            }
                        });
            });

    private Shr09Neighbours() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-09", name);
    }

    private interface Around {
        Delegate around(MessagingBackend correct);
    }

    /** Notes the topics that have groups. */
    private static Fault besideGroups(Set<String> topics, Around around) {
        return correct -> around.around(Groups.subscribing(correct, member -> {
            topics.add(member.topic());
            return member.subscribe(member.handler(), member.options());
        }));
    }
}
