package io.messaging.selftest.durable;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.DurableClients;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
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
import java.util.stream.Stream;

/** Gives the message in a dead letter back to the wrong one, in the wrong place, or not at all: DUR-10. */
public final class Dur10Requeues {

    private Dur10Requeues() {}

    public static List<Mutant> all() {
        return Stream.of(places(), lives(), refusals()).flatMap(List::stream).toList();
    }

    private interface Requeue {
        void requeue(Engine engine, Client client, DeadLetter letter);
    }

    /** Does something else for a client that is known. */
    private static Mutant requeue(String name, String telling, Requeue requeue) {
        return Mutant.shared("DUR-10", name, telling, () -> new Engine() {
            @Override
            protected void requeue(DeadLetter letter) {
                synchronized (this) {
                    Client client = clients.get(letter.clientId() + "\n" + letter.originalTopic());
                    if (client == null) {
                        super.requeue(letter); // which refuses it
                    }
                    requeue.requeue(this, client, letter);
                }
                pump();
            }
        });
    }

    private static List<Mutant> places() {
        return List.of(
                requeue("requeue does nothing", "receives", (engine, client, letter) -> {}),
                requeue("requeues for clients without a namespace only", "receives", (engine, client, letter) -> {
                    if (client.namespace == null) {
                        client.requeued.addFirst(letter.original());
                    }
                }),
                requeue("requeues for clients that are there only", "arrives", (engine, client, letter) -> {
                    if (engine.isConnected(client)) {
                        client.requeued.addFirst(letter.original());
                    }
                }),
                requeue("requeues for all clients of the topic", "receives", (engine, client, letter) -> {
                    engine.clients.values().stream()
                            .filter(one -> one.topic.equals(client.topic))
                            .forEach(one -> one.requeued.addFirst(letter.original()));
                }),
                requeue("requeues in all topics of the client", "receives", (engine, client, letter) -> {
                    engine.clients.values().stream()
                            .filter(one -> one.id.equals(client.id))
                            .forEach(one -> one.requeued.addFirst(letter.original()));
                }),
                requeue("requeues twice", "receives", (engine, client, letter) -> {
                    client.requeued.addFirst(letter.original());
                    client.requeued.addFirst(letter.original());
                }),
                requeue("requeues by going back to the message", "receives", (engine, client, letter) -> {
                    List<Entry> log = engine.log(client.topic);
                    for (int i = 0; i < client.position; i++) {
                        if (log.get(i).message().equals(letter.original())) {
                            client.position = i;
                        }
                    }
                }),
                requeue("requeues behind what waits", "receives", (engine, client, letter) -> {
                    engine.log(client.topic).add(new Entry("default", letter.original(), 0));
                }),
                requeue("requeues a copy with another id", "receives", (engine, client, letter) -> {
                    Map<String, Object> fields =
                            new LinkedHashMap<>(letter.original().fieldsByName());
                    fields.put("id", Letters.IDS.next().toBigInteger());
                    client.requeued.addFirst(Message.fromFields(fields));
                }),
                requeue("requeues the dead letter itself", "receives", (engine, client, letter) -> {
                    client.requeued.addFirst(letter.toMessage(letter.original().id()));
                }),
                Mutant.shared(
                        "DUR-10", "requeues only when the topic has nothing else", "receives", () -> new Engine() {
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
                        }));
    }

    private static List<Mutant> lives() {
        return List.of(
                Mutant.shared("DUR-10", "forgets what is requeued when it is taken", "receives", () -> new Engine() {
                    @Override
                    protected void taken(Sub sub, Item item) {
                        super.taken(sub, item);
                        if (item.index() < 0) {
                            settle(sub, item);
                        }
                    }
                }),
                Mutant.shared(
                        "DUR-10", "forgets what is requeued when its client leaves", "arrives", () -> new Engine() {
                            @Override
                            protected void ended(Sub sub) {
                                synchronized (this) {
                                    if (sub.isDurable()) {
                                        sub.client.requeued.clear();
                                    }
                                }
                            }
                        }),
                Mutant.shared("DUR-10", "tries what is requeued once", "receives", () -> new Engine() {
                    @Override
                    protected int maxAttempts(Sub sub) {
                        return sub.client.requeued.isEmpty() ? super.maxAttempts(sub) : 1;
                    }
                }),
                Mutant.shared(
                        "DUR-10", "makes no second dead letter of what is requeued", "dead letter", () -> new Engine() {
                            @Override
                            protected void failed(Sub sub, Item item, Throwable failure) {
                                if (item.index() < 0) {
                                    settle(sub, item);
                                } else {
                                    super.failed(sub, item, failure);
                                }
                            }
                        }),
                Mutant.shared("DUR-10", "moves the position with what is requeued", "receives", () -> new Engine() {
                    @Override
                    protected void handled(Sub sub, Item item) {
                        synchronized (this) {
                            if (item.index() < 0) {
                                sub.client.position++;
                            }
                        }
                        super.handled(sub, item);
                    }
                }),
                Mutant.shared(
                        "DUR-10", "knows what is requeued in the instance that was asked only", "receives", () -> {
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
                                                : new Admin(clients) {
                                                    @Override
                                                    public void requeue(Message deadLetter) {
                                                        DeadLetter.fromMessage(deadLetter);
                                                    }
                                                };
                                    }
                                };
                            };
                        }));
    }

    private static List<Mutant> refusals() {
        return List.of(
                Mutant.shared(
                        "DUR-10",
                        "takes dead letters of clients it does not know",
                        "IllegalArgumentException",
                        () -> new Engine() {
                            @Override
                            protected void requeue(DeadLetter letter) {
                                if (clients.containsKey(letter.clientId() + "\n" + letter.originalTopic())) {
                                    super.requeue(letter);
                                }
                            }
                        }),
                Mutant.shared("DUR-10", "takes for a dead letter what is none", "IllegalArgumentException", () -> {
                    Engine engine = new Engine();
                    return (Fault) correct -> new Delegate(engine.open(correct)) {
                        @Override
                        public DurableClients durableClients() {
                            return new Admin(super.durableClients()) {
                                @Override
                                public void requeue(Message deadLetter) {
                                    if (deadLetter == null
                                            || deadLetter.format().equals(DeadLetter.FORMAT)) {
                                        super.requeue(deadLetter);
                                    }
                                }
                            };
                        }
                    };
                }));
    }
}
