package io.messaging.selftest.delivering;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reordering;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Delivers in another order than that of storing: SUB-03. */
final class Sub03Order {
    /** Rules that notice another order of messages. */
    private static final String OF_ORDER =
            "SUB-02 SUB-04 SUB-05 SUB-06 SUB-07 SUB-08 SUB-09 SUB-10 SUB-11 SUB-12 SUB-17 SUB-18 CON-01 CON-02"
                    + " CON-03 RD-12 RD-18 RD-25 RD-27 LIFE-01 LIFE-05 LIFE-06 LIFE-07 DUR-06 DUR-08 DUR-12 INT-01 SHR-09";

    private static final int LARGE_BYTES = 65_536;

    static final Mutant SORTS_FOR_SLOW_HANDLERS = Mutant.of(
                    "SUB-03", "sorts the messages waiting for a slow handler by id")
            .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER)
            .representative()
            .fault("another order", Faults.plainHandlers((topic, handler, options) -> new Reordering(handler, true)));

    static final Mutant SWAPS_FOR_SLOW_HANDLERS = Mutant.of("SUB-03", "swaps two messages when a handler is slow")
            .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER)
            .inEveryBuild()
            .fault("another order", Faults.plainHandlers((correct, topic, handler, options) -> {
                Deque<Message> held = new ArrayDeque<>();
                AtomicBoolean slow = new AtomicBoolean();
                AtomicInteger seen = new AtomicInteger(size(correct, topic));
                return message -> {
                    boolean oneFollows = seen.incrementAndGet() < size(correct, topic);
                    long start = System.nanoTime();
                    if (slow.getAndSet(false) && oneFollows) {
                        held.add(message);
                        return;
                    }
                    handler.onMessage(message);
                    while (!held.isEmpty()) {
                        handler.onMessage(held.poll());
                    }
                    slow.set(System.nanoTime() - start > 60_000);
                };
            }));

    static final Mutant SUBSCRIPTIONS_DISAGREE = Mutant.of(
                    "SUB-03", "has subscriptions that disagree about the order of concurrent stores")
            .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER)
            .sharedFault("as subscriber 0 received it", () -> {
                AtomicInteger count = new AtomicInteger();
                Map<String, AtomicInteger> storing = new ConcurrentHashMap<>();
                return correct -> Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            AtomicInteger now =
                                    storing.computeIfAbsent(String.valueOf(topic), t -> new AtomicInteger());
                            now.incrementAndGet();
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } finally {
                                now.decrementAndGet();
                            }
                        }),
                        (topic, handler, options) -> {
                            boolean swaps = count.incrementAndGet() % 2 == 0;
                            Deque<Message> held = new ArrayDeque<>();
                            return message -> {
                                if (swaps
                                        && held.isEmpty()
                                        && storing.getOrDefault(topic, new AtomicInteger())
                                                        .get()
                                                > 1) {
                                    held.add(message);
                                    return;
                                }
                                handler.onMessage(message);
                                while (!held.isEmpty()) {
                                    handler.onMessage(held.poll());
                                }
                            };
                        });
            });

    static final Mutant URGENT_FIRST = Mutant.of("SUB-03", "delivers urgent messages first")
            .perhapsBreaking("their handlers are slow as well, or end", OF_ORDER)
            .fault("another order", Faults.plainHandlers((topic, handler, options) -> new Reordering(handler, false)));

    static final Mutant LARGE_MESSAGES_OVERTAKEN = Mutant.of("SUB-03", "large messages are overtaken by the next one")
            .alsoBreaking("a large message that is the last never comes", "RD-13 RD-21")
            .fault("another order", Faults.plainHandlers((topic, handler, options) -> {
                List<Message> held = new ArrayList<>();
                return message -> {
                    if (message.jsonLength() > LARGE_BYTES
                            && message.jsonLength() < 2 * LARGE_BYTES
                            && held.isEmpty()) {
                        held.add(message);
                        return;
                    }
                    handler.onMessage(message);
                    for (Message large : held) {
                        handler.onMessage(large);
                    }
                    held.clear();
                };
            }));

    private static int size(MessagingBackend backend, String topic) {
        return backend.getMessagesForTopic(topic).size();
    }
}
