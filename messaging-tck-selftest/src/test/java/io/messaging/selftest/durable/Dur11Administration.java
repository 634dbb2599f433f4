package io.messaging.selftest.durable;

import io.messaging.administration.DurableClient;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Client;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.Sub;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Shows wrong clients, or forgets the wrong ones: DUR-11. */
final class Dur11Administration {
    static final Mutant IN_FLIGHT_AS_HANDLED = shown(
                    "counts messages in flight as handled",
                    c -> Client.changed(
                            c,
                            c.connected(),
                            c.position() + c.inFlight(),
                            c.lag() - c.inFlight(),
                            c.inFlight(),
                            c.lost()))
            .perhapsBreaking("a lag tells when a message was handled", "DUR-05 DUR-10")
            .representative();

    static final Mutant NOTHING_IN_FLIGHT =
            shown("shows nothing in flight", c -> Client.changed(c, c.connected(), c.position(), c.lag(), 0, c.lost()));

    static final Mutant ALWAYS_CONNECTED = shown(
            "shows every client as connected",
            c -> Client.changed(c, true, c.position(), c.lag(), c.inFlight(), c.lost()));

    static final Mutant INVENTS_NAMESPACE = shown(
            "shows a namespace where there is none",
            c -> new DurableClient(
                    c.clientId(),
                    c.topic(),
                    c.namespace() == null ? "default" : c.namespace(),
                    c.connected(),
                    c.position(),
                    c.lag(),
                    c.inFlight(),
                    c.lost(),
                    c.lastSeen()));

    static final Mutant HANDLED_AS_LOST = shown(
            "shows handled messages as lost",
            c -> Client.changed(c, c.connected(), c.position(), c.lag(), c.inFlight(), c.position()));

    static final Mutant CONNECTED_ONLY = listing(
            "lists connected clients only",
            clients -> clients.stream().filter(DurableClient::connected).toList());

    static final Mutant ONE_TOPIC_PER_CLIENT = listing("lists one topic of each client", clients -> {
        Map<String, DurableClient> first = new LinkedHashMap<>();
        clients.forEach(client -> first.putIfAbsent(client.clientId(), client));
        return List.copyOf(first.values());
    });

    static final Mutant LAG_STOPS_WHEN_CLIENT_LEAVES = Mutant.of(
                    "DUR-11", "a lag ends with the last message stored before the client left")
            .sharedFault("list()", () -> new Engine() {
                private final Map<Client, DurableClient> left = new HashMap<>();

                @Override
                protected synchronized void ended(Sub sub) {
                    if (sub.isDurable()) {
                        left.put(sub.client, super.shown(sub.client));
                    }
                }

                @Override
                protected DurableClient shown(Client client) {
                    DurableClient right = super.shown(client);
                    return right.connected() ? right : left.getOrDefault(client, right);
                }
            });

    static final Mutant FORGET_ALWAYS_TRUE = Mutant.of("DUR-11", "reports every client that it is to forget as known")
            .sharedFault("forget of", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    super.forget(clientId);
                    return true;
                }
            });

    static final Mutant FORGETS_ONE_TOPIC = Mutant.of("DUR-11", "forgets a client in one topic only")
            .sharedFault("forget", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    Client first;
                    synchronized (this) {
                        first = clients.values().stream()
                                .filter(client -> client.id.equals(clientId))
                                .findFirst()
                                .orElse(null);
                        clients.values().remove(first);
                    }
                    for (Sub sub : List.copyOf(subs)) {
                        if (first != null && sub.client == first) {
                            sub.end(SubscriptionEnd.Reason.UNSUBSCRIBED);
                        }
                    }
                    return first != null;
                }
            });

    static final Mutant FORGETS_NAME_PREFIX = Mutant.of(
                    "DUR-11", "forgets clients whose names begin with the given one")
            .inEveryBuild()
            .sharedFault("", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    List<String> alike;
                    synchronized (this) {
                        alike = clients.values().stream()
                                .map(client -> client.id)
                                .filter(id -> id.startsWith(clientId) && !id.equals(clientId))
                                .toList();
                    }
                    alike.forEach(super::forget);
                    return super.forget(clientId);
                }
            });

    static final Mutant FORGETS_WHOLE_TOPIC = Mutant.of("DUR-11", "forgets all clients of the topic")
            .sharedFault("", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    List<String> neighbours;
                    synchronized (this) {
                        List<String> topics = topicsOf(this, clientId);
                        neighbours = clients.values().stream()
                                .filter(client -> topics.contains(client.topic) && !client.id.equals(clientId))
                                .map(client -> client.id)
                                .toList();
                    }
                    neighbours.forEach(super::forget);
                    return super.forget(clientId);
                }
            });

    static final Mutant FORGOTTEN_STAYS_SUBSCRIBED = Mutant.of(
                    "DUR-11", "keeps the subscription of a forgotten client in force")
            .sharedFault("", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    synchronized (this) {
                        return clients.values().removeIf(client -> client.id.equals(clientId));
                    }
                }
            });

    static final Mutant FORGET_ENDS_WHOLE_TOPIC = Mutant.of(
                    "DUR-11", "ends all subscriptions of the topics of a forgotten client")
            .sharedFault("", () -> new Engine() {
                @Override
                protected boolean forget(String clientId) {
                    List<Sub> ending;
                    synchronized (this) {
                        List<String> topics = topicsOf(this, clientId);
                        ending = subs.stream()
                                .filter(sub -> topics.contains(sub.topic))
                                .toList();
                    }
                    ending.forEach(sub -> sub.end(SubscriptionEnd.Reason.UNSUBSCRIBED));
                    return super.forget(clientId);
                }
            });

    static final Mutant FORGOTTEN_KEEPS_POSITION = Mutant.of("DUR-11", "keeps the position of a forgotten client")
            .sharedFault("receives", () -> new Engine() {
                private final Map<String, Integer> kept = new HashMap<>();

                @Override
                protected synchronized boolean forget(String clientId) {
                    clients.values().stream()
                            .filter(client -> client.id.equals(clientId))
                            .forEach(client -> kept.put(client.id + "\n" + client.topic, client.position));
                    return super.forget(clientId);
                }

                @Override
                protected Client client(String id, String topic, SubscriptionOptions options) {
                    boolean known = clients.containsKey(id + "\n" + topic);
                    Client client = super.client(id, topic, options);
                    if (!known) {
                        client.position = kept.getOrDefault(id + "\n" + topic, 0);
                    }
                    return client;
                }
            });

    private static List<String> topicsOf(Engine engine, String clientId) {
        return engine.clients.values().stream()
                .filter(client -> client.id.equals(clientId))
                .map(client -> client.topic)
                .toList();
    }

    private static Mutant shown(String name, UnaryOperator<DurableClient> change) {
        return listing(name, clients -> clients.stream().map(change).toList());
    }

    private static Mutant listing(String name, UnaryOperator<List<DurableClient>> change) {
        return Mutant.of("DUR-11", name).sharedFault("client", () -> new Engine() {
            @Override
            protected List<DurableClient> list() {
                return change.apply(super.list());
            }
        });
    }
}
