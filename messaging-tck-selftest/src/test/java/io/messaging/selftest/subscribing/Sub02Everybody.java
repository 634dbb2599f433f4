package io.messaging.selftest.subscribing;

import io.messaging.backend.Subscription;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Does not give everything to every subscription: SUB-02. */
final class Sub02Everybody {
    static final Mutant SECOND_REPLACES_FIRST = Mutant.of("SUB-02", "a second subscription replaces the first")
            .alsoBreaking("a handler subscribes to its own topic, too", "SUB-07")
            .perhapsBreaking(
                    "they subscribe more than once to a topic",
                    "SUB-01 SUB-03 SUB-05 SUB-06 SUB-10 SUB-12 CON-02 CON-03")
            .sharedFault("missing", () -> correct -> {
                Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
                return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                    Subscription now = backend.subscribe(topic, handler, options);
                    Subscription before = options.isDurable() ? null : subscriptions.put(topic, now);
                    if (before != null) {
                        before.close();
                    }
                    return now;
                });
            });

    static final Mutant SHARES_MESSAGES_OUT = Mutant.of("SUB-02", "distributes the messages among subscriptions")
            .alsoBreaking("a handler subscribes to its own topic, too", "SUB-07")
            .perhapsBreaking(
                    "they subscribe more than once to a topic",
                    "SUB-01 SUB-03 SUB-05 SUB-06 SUB-10 SUB-12 CON-02 CON-03")
            .sharedFault("missing", () -> {
                Map<String, AtomicInteger> joined = new ConcurrentHashMap<>();
                Map<String, Set<Message>> taken = new ConcurrentHashMap<>();
                return Faults.plainHandlers((topic, handler, options) -> {
                    joined.computeIfAbsent(topic, t -> new AtomicInteger()).incrementAndGet();
                    return message -> {
                        if (taken.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                .add(message)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant HANDLER_ONCE = Mutant.of("SUB-02", "accepts one handler once only")
            .representative()
            .sharedFault("a handler that subscribed twice", () -> correct -> {
                Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
                return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                    String key = topic + System.identityHashCode(handler);
                    Subscription same = subscriptions.get(key);
                    if (same != null && same.isActive() && !options.isDurable()) {
                        return same;
                    }
                    Subscription now = backend.subscribe(topic, handler, options);
                    subscriptions.put(key, now);
                    return now;
                });
            });

    static final Mutant ONE_END_ENDS_ALL = Mutant.of("SUB-02", "ends all of an instance's subscriptions with one")
            .alsoBreaking("a handler closes its neighbour", "SUB-07")
            .alsoBreaking("one of two subscribers of a topic leaves", "SUB-14")
            .alsoBreaking("its neighbour goes with one that closes", "SUB-10")
            .perhapsBreaking("they close beside others", "CON-02 LIFE-01 SUB-05")
            .sharedFault(
                    "missing",
                    () -> Changes.subscribe((backend, topic, handler, options) ->
                            Faults.closing(backend.subscribe(topic, handler, options), inForce -> {
                                boolean open = inForce.isActive();
                                inForce.close();
                                if (open && !options.isDurable()) {
                                    backend.unsubscribe(topic);
                                }
                            })));

    static final Mutant AT_MOST_SIXTEEN = Mutant.of("SUB-02", "has room for sixteen subscriptions to a topic")
            .alsoBreaking("it counts those that have left, too", "SUB-11")
            .sharedFault("missing", () -> {
                Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
                return Faults.plainHandlers((topic, handler, options) -> {
                    AtomicInteger count = counts.computeIfAbsent(topic, t -> new AtomicInteger());
                    boolean tooMany = count.incrementAndGet() > 16;
                    return message -> {
                        if (!tooMany) {
                            handler.onMessage(message);
                        }
                    };
                });
            });
}
