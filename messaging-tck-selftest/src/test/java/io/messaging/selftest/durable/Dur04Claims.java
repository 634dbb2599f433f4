package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** Keeps positions under the wrong key, or takes claims over wrong: DUR-04. */
final class Dur04Claims {
    static final Mutant POSITION_PER_NAMESPACE = Mutant.of("DUR-04", "keeps a position for each namespace of a client")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected Client client(String id, String topic, SubscriptionOptions options) {
                    Client client = super.client(id, topic, options);
                    if (client.namespace != null
                            && !client.namespace.equals(options.namespace().orElse(""))) {
                        client.position = 0;
                    }
                    return client;
                }
            });

    static final Mutant EACH_ID_ONCE = Mutant.of("DUR-04", "gives a client every id once, whatever the topic")
            .sharedFault("receives", () -> new Engine() {
                private final Map<String, Set<GemstoneId>> seen = new HashMap<>();

                @Override
                protected Item next(Sub sub) {
                    Item item = super.next(sub);
                    while (item != null
                            && item.index() >= 0
                            && sub.isDurable()
                            && seen.getOrDefault(sub.client.id + "\n", Set.of())
                                    .contains(item.message().id())) {
                        sub.client.position++;
                        item = super.next(sub);
                    }
                    return item;
                }

                @Override
                protected void handled(Sub sub, Item item) {
                    synchronized (this) {
                        seen.computeIfAbsent(sub.client.id + "\n", c -> new HashSet<>())
                                .add(item.message().id());
                    }
                    super.handled(sub, item);
                }
            });

    static final Mutant OWN_NAMESPACE_ONLY = Mutant.of("DUR-04", "gives a client the messages of its namespace only")
            .perhapsBreaking("a client is in another namespace than its messages", "DUR-10 DUR-11 DUR-05 SUB-14")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected Item next(Sub sub) {
                    Item item = super.next(sub);
                    while (item != null
                            && item.index() >= 0
                            && sub.isDurable()
                            && sub.client.namespace != null
                            && !log(sub.topic).get(item.index()).namespace().equals(sub.client.namespace)) {
                        sub.client.position++;
                        item = super.next(sub);
                    }
                    return item;
                }
            });

    static final Mutant CLAIMS_OVERLAP = takingOver(
                    "a newer claim begins while the older one's handler runs",
                    "while the older",
                    (engine, older) -> engine.busy.remove(older.client.id))
            .inEveryBuild();

    static final Mutant CLAIM_STARTS_AT_FIRST = takingOver(
            "a newer claim starts with the topic's first message", "", (engine, older) -> older.client.position = 0);

    static final Mutant CLAIM_STARTS_AT_END = takingOver(
            "a newer claim starts at the end of the topic",
            "",
            (engine, older) -> older.client.position = engine.log(older.topic).size());

    static final Mutant CLAIM_REPEATS_PREVIOUS = takingOver(
            "a newer claim repeats the previous message",
            "",
            (engine, older) -> older.client.position = Math.max(0, older.client.position - 1));

    static final Mutant CLAIM_SORTS_WAITING = takingOver(
            "sorts the waiting messages by id for a newer claim", "what the newer claim receives", (engine, older) -> {
                if (older.running) {
                    older.client.position++;
                }
                engine.sortRest(older);
                if (older.running) {
                    older.client.position--;
                }
            });

    static final Mutant CLAIM_LOSES_CURRENT = Mutant.of(
                    "DUR-04", "loses the current message when its claim is taken over")
            .sharedFault("dead letter", () -> new Engine() {
                private final Set<Sub> taken = new HashSet<>();

                @Override
                protected void takeOver(Sub older) {
                    synchronized (this) {
                        taken.add(older);
                    }
                    super.takeOver(older);
                }

                @Override
                protected void abandoned(Sub sub, Item item) {
                    synchronized (this) {
                        if (taken.contains(sub)) {
                            settle(sub, item);
                        }
                    }
                }
            });

    static final Mutant CLAIM_TAKES_OVER_ALL_TOPICS = takingOverOthers(
                    "a claim takes over the client in all topics", (older, other) -> other.id.equals(older.id))
            .inEveryBuild();

    static final Mutant CLAIM_TAKES_OVER_ALL_CLIENTS = takingOverOthers(
            "a claim takes over all clients of the topic", (older, other) -> other.topic.equals(older.topic));

    static final Mutant CLOSE_ENDS_NEWER_CLAIMS = Mutant.of("DUR-04", "an instance ends newer claims when it is closed")
            .perhapsBreaking("a client comes back elsewhere", "DUR-02")
            .sharedFault("goes on", () -> new Engine() {
                private final Map<Client, Set<Object>> had = new HashMap<>();

                @Override
                protected synchronized List<Sub> subsOf(EngineBackend instance, String topic, String client) {
                    List<Sub> all = new ArrayList<>(super.subsOf(instance, topic, client));
                    if (topic == null) {
                        subs.stream()
                                .filter(sub -> sub.instance != instance && sub.isDurable())
                                .filter(sub ->
                                        had.getOrDefault(sub.client, Set.of()).contains(instance))
                                .forEach(all::add);
                    }
                    return all;
                }

                @Override
                protected synchronized void ended(Sub sub) {
                    if (sub.isDurable()) {
                        had.computeIfAbsent(sub.client, c -> new HashSet<>()).add(sub.instance);
                    }
                }
            });

    static final Mutant CONCURRENT_CLAIMS_COEXIST = Mutant.of("DUR-04", "two concurrent claims are both in force")
            .sharedFault("one instant", () -> new Engine() {
                private final ThreadLocal<List<Sub>> before = new ThreadLocal<>();

                @Override
                protected Subscription subscribe(
                        EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
                    synchronized (this) {
                        before.set(List.copyOf(subs));
                    }
                    Thread.yield();
                    return super.subscribe(instance, topic, handler, options);
                }

                @Override
                protected void takeOver(Sub older) {
                    if (before.get().contains(older)) {
                        super.takeOver(older);
                    }
                }
            });

    private interface TakeOver {
        void takeOver(Engine engine, Sub older);
    }

    /** Ends the claims of other clients, too. */
    private static Mutant takingOverOthers(String name, BiPredicate<Client, Client> affects) {
        return Mutant.of("DUR-04", name).sharedFault("leaves other clients", () -> new Engine() {
            @Override
            protected void takeOver(Sub older) {
                super.takeOver(older);
                List<Sub> now;
                synchronized (this) {
                    now = List.copyOf(subs);
                }
                now.stream()
                        .filter(sub -> sub.isDurable() && sub.client != older.client)
                        .filter(sub -> affects.test(older.client, sub.client))
                        .forEach(sub -> sub.end(SubscriptionEnd.Reason.TAKEN_OVER));
            }
        });
    }

    /** Does more than end the older claim. */
    private static Mutant takingOver(String name, String telling, TakeOver change) {
        return Mutant.of("DUR-04", name).sharedFault(telling, () -> new Engine() {
            @Override
            protected void takeOver(Sub older) {
                super.takeOver(older);
                synchronized (this) {
                    change.takeOver(this, older);
                }
            }
        });
    }
}
