package io.messaging.selftest.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClients;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.ForwardingClients;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Entry;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requeues to the wrong client, in the wrong place, or not at all: DUR-10. */
final class Dur10Requeues {
    static final Mutant DOES_NOTHING = requeue("requeue does nothing", "receives", (engine, client, letter) -> {});

    static final Mutant ONLY_WITHOUT_NAMESPACE =
            requeue("requeues for clients without a namespace only", "receives", (engine, client, letter) -> {
                if (client.namespace == null) {
                    client.requeued.addFirst(letter.original());
                }
            });

    static final Mutant ONLY_CONNECTED_CLIENTS =
            requeue("requeues for connected clients only", "arrives", (engine, client, letter) -> {
                if (engine.isConnected(client)) {
                    client.requeued.addFirst(letter.original());
                }
            });

    static final Mutant FOR_ALL_CLIENTS =
            requeue("requeues for all clients of the topic", "receives", (engine, client, letter) -> {
                engine.clients.values().stream()
                        .filter(one -> one.topic.equals(client.topic))
                        .forEach(one -> one.requeued.addFirst(letter.original()));
            });

    static final Mutant IN_ALL_TOPICS =
            requeue("requeues in all topics of the client", "receives", (engine, client, letter) -> {
                engine.clients.values().stream()
                        .filter(one -> one.id.equals(client.id))
                        .forEach(one -> one.requeued.addFirst(letter.original()));
            });

    static final Mutant TWICE = requeue("requeues twice", "receives", (engine, client, letter) -> {
                client.requeued.addFirst(letter.original());
                client.requeued.addFirst(letter.original());
            })
            .inEveryBuild();

    static final Mutant MOVES_POSITION_BACK =
            requeue("requeues by moving the position back to the message", "receives", (engine, client, letter) -> {
                List<Entry> log = engine.log(client.topic);
                for (int i = 0; i < client.position; i++) {
                    if (log.get(i).message().equals(letter.original())) {
                        client.position = i;
                    }
                }
            });

    static final Mutant AT_THE_END = requeue(
                    "requeues behind the waiting messages", "receives", (engine, client, letter) -> {
                        engine.log(client.topic).add(new Entry("default", letter.original(), 0));
                    })
            .representative();

    static final Mutant ANOTHER_ID =
            requeue("requeues a copy with another id", "receives", (engine, client, letter) -> {
                Map<String, Object> fields =
                        new LinkedHashMap<>(letter.original().fieldsByName());
                fields.put("id", Letters.IDS.next().toBigInteger());
                client.requeued.addFirst(Message.fromFields(fields));
            });

    static final Mutant DEAD_LETTER_ITSELF =
            requeue("requeues the dead letter itself", "receives", (engine, client, letter) -> {
                client.requeued.addFirst(letter.toMessage(letter.original().id()));
            });

    static final Mutant ONLY_WHEN_IDLE = Mutant.of("DUR-10", "requeues only when the topic has nothing else")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected Item next(Sub sub) {
                    if (!sub.isDurable() || sub.client.requeued.isEmpty()) {
                        return super.next(sub);
                    }
                    Message requeued = sub.client.requeued.removeFirst();
                    Item other = super.next(sub);
                    sub.client.requeued.addFirst(requeued);
                    return other == null ? super.next(sub) : other;
                }
            });

    static final Mutant FORGOTTEN_WHEN_TAKEN = Mutant.of("DUR-10", "forgets a requeued message when it is taken")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void taken(Sub sub, Item item) {
                    super.taken(sub, item);
                    if (item.index() < 0) {
                        settle(sub, item);
                    }
                }
            });

    static final Mutant FORGOTTEN_WHEN_CLIENT_LEAVES = Mutant.of(
                    "DUR-10", "forgets requeued messages when their client leaves")
            .sharedFault("arrives", () -> new Engine() {
                @Override
                protected void ended(Sub sub) {
                    synchronized (this) {
                        if (sub.isDurable()) {
                            sub.client.requeued.clear();
                        }
                    }
                }
            });

    static final Mutant ONE_ATTEMPT = Mutant.of("DUR-10", "tries a requeued message once")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected int maxAttempts(Sub sub) {
                    return sub.client.requeued.isEmpty() ? super.maxAttempts(sub) : 1;
                }
            });

    static final Mutant NO_SECOND_DEAD_LETTER = Mutant.of("DUR-10", "makes no second dead letter of a requeued message")
            .sharedFault("dead letter", () -> new Engine() {
                @Override
                protected void failed(Sub sub, Item item, Throwable failure) {
                    if (item.index() < 0) {
                        settle(sub, item);
                    } else {
                        super.failed(sub, item, failure);
                    }
                }
            });

    static final Mutant MOVES_POSITION_FORWARD = Mutant.of("DUR-10", "moves the position with a requeued message")
            .sharedFault("receives", () -> new Engine() {
                @Override
                protected void handled(Sub sub, Item item) {
                    synchronized (this) {
                        if (item.index() < 0) {
                            sub.client.position++;
                        }
                    }
                    super.handled(sub, item);
                }
            });

    static final Mutant PER_INSTANCE = Mutant.of(
                    "DUR-10", "knows requeued messages in the instance that was asked only")
            .sharedFault("receives", () -> {
                Engine engine = new Engine();
                Map<MessagingBackend, Integer> numbers = new HashMap<>();
                return (Fault) correct -> {
                    EngineBackend right = (EngineBackend) engine.open(correct);
                    numbers.put(right, numbers.size());
                    return new Delegate(right) {
                        @Override
                        public DurableClients durableClients() {
                            DurableClients clients = super.durableClients();
                            return numbers.get(right) == 0
                                    ? clients
                                    : new ForwardingClients(clients) {
                                        @Override
                                        public void requeue(Message deadLetter) {
                                            DeadLetter.fromMessage(deadLetter);
                                        }
                                    };
                        }
                    };
                };
            });

    static final Mutant ACCEPTS_UNKNOWN_CLIENTS = Mutant.of("DUR-10", "accepts dead letters of unknown clients")
            .sharedFault("IllegalArgumentException", () -> new Engine() {
                @Override
                protected void requeue(DeadLetter letter) {
                    if (clients.containsKey(letter.clientId() + "\n" + letter.originalTopic())) {
                        super.requeue(letter);
                    }
                }
            });

    static final Mutant ACCEPTS_OTHER_MESSAGES = Mutant.of("DUR-10", "accepts messages that are not dead letters")
            .sharedFault("IllegalArgumentException", () -> {
                Engine engine = new Engine();
                return (Fault) correct -> new Delegate(engine.open(correct)) {
                    @Override
                    public DurableClients durableClients() {
                        return new ForwardingClients(super.durableClients()) {
                            @Override
                            public void requeue(Message deadLetter) {
                                if (deadLetter == null || DeadLetter.isDeadLetter(deadLetter)) {
                                    super.requeue(deadLetter);
                                }
                            }
                        };
                    }
                };
            });

    private interface Requeue {
        void requeue(Engine engine, Client client, DeadLetter letter);
    }

    /** Does something else for a client that is known. */
    private static Mutant requeue(String name, String telling, Requeue requeue) {
        return Mutant.of("DUR-10", name).sharedFault(telling, () -> new Engine() {
            @Override
            protected void requeue(DeadLetter letter) {
                synchronized (this) {
                    Client client = clients.get(letter.clientId() + "\n" + letter.originalTopic());
                    if (client == null) {
                        super.requeue(letter); // throws
                    }
                    requeue.requeue(this, client, letter);
                }
                pump();
            }
        });
    }
}
