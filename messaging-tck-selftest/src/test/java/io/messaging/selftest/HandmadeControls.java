package io.messaging.selftest;

import io.messaging.backend.DurableClient;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Runner;
import io.messaging.selftest.handmade.Sub;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Backends with subscriptions of another make, which are unusual, and right. */
final class HandmadeControls {
    private static final long HOUR_MILLIS = 3_600_000;

    private HandmadeControls() {}

    static Map<String, Supplier<Fault>> all() {
        return Map.of(
                "subscriptions made by hand",
                Engine::new,
                "one thread for all handlers",
                () -> new Engine(new Runner.OneThread()),
                "a new thread for every delivery",
                () -> new Engine(new Runner.NewThreads()),
                "handlers on the threads that call it, at the end of the call",
                () -> new Engine(new Runner.Callers()),
                "looks for messages every 200 milliseconds",
                () -> new Engine(new Runner.Polling(200)),
                "a clock an hour ahead, for its dead letters",
                HandmadeControls::ahead,
                "positions that count all topics",
                HandmadeControls::counting,
                "dead letters that come a moment later, and positions with them",
                HandmadeControls::laterLetters,
                "takes half a second to close",
                () -> correct -> closingSlowly(correct),
                "lists that look at their messages when they are asked for",
                () -> correct -> Faults.lists(correct, HandmadeControls::lazy));
    }

    private static Fault ahead() {
        return new Engine() {
            @Override
            protected GemstoneId nextId() {
                GemstoneId now = Letters.IDS.next();
                return GemstoneId.of(Priority.NORMAL, now.epochMillis() + HOUR_MILLIS, now.machine(), now.sequence());
            }
        };
    }

    private static Fault counting() {
        return new Engine() {
            @Override
            protected DurableClient shown(Client client) {
                return with(super.shown(client), 1_000_003 + 17L * client.position, 0);
            }
        };
    }

    private static DurableClient with(DurableClient client, long position, long moreLag) {
        return new DurableClient(
                client.clientId(),
                client.topic(),
                client.namespace(),
                client.connected(),
                position,
                client.lag() + moreLag,
                client.inFlight(),
                client.lost(),
                client.lastSeen());
    }

    /** A client goes on while its dead letter is under way; what is told of its position waits for that. */
    private static Fault laterLetters() {
        return new Engine() {
            private final Map<Client, Integer> underWay = new HashMap<>();

            @Override
            protected void failed(Sub sub, Item item, Throwable failure) {
                synchronized (this) {
                    underWay.merge(sub.client, 1, Integer::sum);
                }
                settle(sub, item);
                Faults.later(() -> {
                    storeDeadLetter(sub, item.message(), failure);
                    synchronized (this) {
                        underWay.merge(sub.client, -1, Integer::sum);
                    }
                });
            }

            @Override
            protected DurableClient shown(Client client) {
                int late = underWay.getOrDefault(client, 0);
                DurableClient right = super.shown(client);
                return with(right, Math.max(0, right.position() - late), late);
            }
        };
    }

    private static Delegate closingSlowly(io.messaging.backend.MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public void close() {
                super.close();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        };
    }

    private static List<Message> lazy(List<Message> right) {
        return new AbstractList<>() {
            @Override
            public Message get(int index) {
                return right.get(index);
            }

            @Override
            public int size() {
                return right.size();
            }
        };
    }
}
