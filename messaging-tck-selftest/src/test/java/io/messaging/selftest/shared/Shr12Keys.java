package io.messaging.selftest.shared;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Groups;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Orders by something else, or not for all members and attempts: SHR-12. */
final class Shr12Keys {
    static final Mutant PAYLOAD_UNKNOWN =
            ignoring("account", "cannot order by a field of the payload").representative();

    static final Mutant THREAD_UNKNOWN = ignoring("thread", "cannot order by the thread");

    static final Mutant SENDER_UNKNOWN = ignoring("sender", "cannot order by the sender");

    static final Mutant CONVERSATION_UNKNOWN =
            ignoring("conversation", "cannot order by the conversation").alsoBreaking("it shows another key", "SHR-10");

    static final Mutant SENDER_BY_NAME = mutant("takes the name of the sender for the key")
            .sharedFault(
                    "what a member ordered by sender",
                    () -> locking(
                            "sender",
                            message -> message.sender().map(AgentTag::name).orElse(null)));

    static final Mutant ORDER_PER_INSTANCE = mutant("keeps the order within each instance only")
            .inEveryBuild()
            .fault(
                    "what two members are called for",
                    correct -> locking("account", message -> message.payload().get("account"))
                            .open(correct));

    static final Mutant WITHOUT_KEY_IN_ORDER = mutant("orders messages without the key among themselves")
            .sharedFault("the members together are called 2 times", () -> {
                ReentrantLock keyless = new ReentrantLock(true);
                return Groups.deliveries((member, delivery) -> {
                    boolean waits = member.options()
                                    .orderedBy()
                                    .filter("account"::equals)
                                    .isPresent()
                            && delivery.message().payload().get("account") == null;
                    handle(member, delivery, waits ? keyless : new ReentrantLock());
                });
            });

    static final Mutant WHOLE_GROUP_IN_ORDER = mutant("handles one message at a time, whatever its key")
            .inEveryBuild()
            .sharedFault("the members together handle", () -> {
                Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
                return Groups.deliveries((member, delivery) -> handle(
                        member,
                        delivery,
                        member.options().orderedBy().isPresent()
                                        && member.options().maxAttempts() < 7
                                ? locks.computeIfAbsent(member.key(), k -> new ReentrantLock(true))
                                : new ReentrantLock()));
            });

    static final Mutant RETRY_LETS_OTHERS_PASS = mutant("goes on with a key during the pause of a message")
            .inEveryBuild()
            .sharedFault("of one key", () -> {
                Map<String, Delivery> aside = new ConcurrentHashMap<>();
                return Groups.deliveries((member, delivery) -> {
                    try {
                        member.handle(delivery);
                    } catch (IllegalStateException failure) {
                        boolean ordered = member.options().orderedBy().isPresent();
                        if (!ordered
                                || delivery.attempt() > 1
                                || !delivery.subscription().isActive()) {
                            throw failure;
                        }
                        aside.put(member.key(), delivery);
                        return;
                    }
                    Delivery failed = aside.remove(member.key());
                    if (failed != null) {
                        member.handle(new Delivery(failed.message(), failed.topic(), 2, true, failed.subscription()));
                    }
                });
            });

    static final Mutant DEAD_LETTER_KEEPS_KEY = mutant("never goes on with a key after a dead letter")
            .sharedFault("the members together handle", () -> {
                Set<Object> stuck = ConcurrentHashMap.newKeySet();
                return Groups.deliveries((member, delivery) -> {
                    Object key = delivery.message().payload().get("account");
                    String place = member.key() + "\n" + key;
                    if (key != null && stuck.contains(place)) {
                        return;
                    }
                    try {
                        member.handle(delivery);
                    } catch (IllegalStateException failure) {
                        if (delivery.subscription().isActive()
                                && delivery.attempt() >= member.options().maxAttempts()) {
                            stuck.add(place);
                        }
                        throw failure;
                    }
                });
            });

    private Shr12Keys() {}

    private static Mutant mutant(String name) {
        return Mutant.of("SHR-12", name);
    }

    /** Takes a field that no message has for the key. */
    private static Mutant ignoring(String key, String name) {
        return mutant(name).fault("is called for while", Groups.subscribing(member -> unordered(member, key)));
    }

    private static Subscription unordered(Groups.Member member, String key) {
        boolean ordered = member.options().orderedBy().filter(key::equals).isPresent();
        return member.subscribe(
                member.handler(), ordered ? Groups.with(member.options(), null, "no " + key) : member.options());
    }

    private interface Key {
        Object of(Message message);
    }

    /** Has a lock for each key instead of the right order. */
    private static Fault locking(String orderedBy, Key key) {
        Map<Object, ReentrantLock> locks = new ConcurrentHashMap<>();
        return Groups.subscribing(member -> {
            if (!member.options().orderedBy().filter(orderedBy::equals).isPresent()) {
                return member.subscribe(member.handler(), member.options());
            }
            return member.subscribe(
                    MessageHandler.ofDelivery(delivery -> {
                        Object value = key.of(delivery.message());
                        handle(
                                member,
                                delivery,
                                value == null
                                        ? new ReentrantLock()
                                        : locks.computeIfAbsent(value, v -> new ReentrantLock(true)));
                    }),
                    Groups.with(member.options(), null, "no " + orderedBy));
        });
    }

    private static void handle(Groups.Member member, Delivery delivery, ReentrantLock lock) throws Exception {
        lock.lockInterruptibly();
        try {
            member.handle(delivery);
        } finally {
            lock.unlock();
        }
    }
}
