package io.messaging.selftest;

import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
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
import java.util.function.Supplier;

/** Unusual but correct backends with other subscriptions than the in-memory ones. */
final class HandmadeControls {
    private static final long HOUR_MILLIS = 3_600_000;

    private HandmadeControls() {}

    static Map<String, Supplier<Fault>> all() {
        return Map.of(
                "handmade-subscriptions",
                Engine::new,
                "one-thread-for-handlers",
                () -> new Engine(new Runner.OneThread()),
                "new-thread-for-each-delivery",
                () -> new Engine(new Runner.NewThreads()),
                "delivers-on-calling-threads",
                () -> new Engine(new Runner.Callers()),
                "polls-every-200-ms",
                () -> new Engine(new Runner.Polling(200)),
                "dead-letters-an-hour-ahead",
                HandmadeControls::ahead,
                "positions-count-all-topics",
                HandmadeControls::counting,
                "stores-dead-letters-late",
                HandmadeControls::laterLetters,
                "closes-in-500-ms",
                () -> correct -> closingSlowly(correct),
                "lazy-lists",
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
                DurableClient right = super.shown(client);
                return Client.changed(
                        right,
                        right.connected(),
                        1_000_003 + 17L * client.position,
                        right.lag(),
                        right.inFlight(),
                        right.lost());
            }
        };
    }

    /** A client continues while its dead letter is being stored; the position that it shows waits for that. */
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
                return Client.changed(
                        right,
                        right.connected(),
                        Math.max(0, right.position() - late),
                        right.lag() + late,
                        right.inFlight(),
                        right.lost());
            }
        };
    }

    private static Delegate closingSlowly(MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public void close() {
                super.close();
                Faults.pause(TimeUnit.MILLISECONDS.toNanos(500));
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
