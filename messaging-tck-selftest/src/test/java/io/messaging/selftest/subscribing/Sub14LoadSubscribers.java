package io.messaging.selftest.subscribing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Does not know who is there: SUB-14. */
public final class Sub14LoadSubscribers {

    private Sub14LoadSubscribers() {}

    public static List<Mutant> all() {
        return Stream.of(listing(), subscribers(), receivers())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> listing() {
        return List.of(
                Mutant.shared("SUB-14", "shows who has left", "loadSubscribers", () -> {
                    Map<String, Set<Subscriber>> ever = new ConcurrentHashMap<>();
                    return correct -> Changes.subscribers(correct, (backend, namespace, right) -> {
                        List<Subscriber> now = right;
                        Set<Subscriber> all = ever.computeIfAbsent(namespace, n -> ConcurrentHashMap.newKeySet());
                        all.addAll(now);
                        return List.copyOf(all);
                    });
                }),
                Mutant.of(
                        "SUB-14",
                        "shows nobody",
                        "shows topics",
                        correct -> Changes.subscribers(correct, (backend, namespace, right) -> {
                            return List.of();
                        })),
                Mutant.of(
                        "SUB-14",
                        "shows the subscribers of all namespaces",
                        "in another namespace",
                        correct -> new Delegate(correct) {
                            private final Set<String> asked = ConcurrentHashMap.newKeySet();

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                List<Subscriber> own = super.loadSubscribers(namespace);
                                asked.add(namespace);
                                return asked.stream()
                                                        .flatMap(name -> super.loadSubscribers(name).stream())
                                                        .distinct()
                                                        .toList()
                                                        .size()
                                                > own.size()
                                        ? asked.stream()
                                                .flatMap(name -> super.loadSubscribers(name).stream())
                                                .distinct()
                                                .toList()
                                        : own;
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows its own subscribers only",
                        "after another instance subscribed",
                        correct -> new Delegate(correct) {
                            private final Set<String> own = ConcurrentHashMap.newKeySet();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                own.add(String.valueOf(topic));
                                return super.subscribe(topic, handler, options);
                            }

                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .filter(s -> own.contains(s.topic()))
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "SUB-14",
                        "shows plain subscribers under a client id",
                        "without a client id",
                        correct -> Changes.subscribers(
                                correct,
                                (backend, namespace, right) -> right.stream()
                                        .map(s -> s.clientId() != null
                                                ? s
                                                : new Subscriber(s.topic(), "anonymous", s.namespace(), s.connected()))
                                        .toList())),
                Mutant.of(
                        "SUB-14",
                        "shows subscribers by their topic's prefix only",
                        "shows topics",
                        correct -> Changes.subscribers(
                                correct,
                                (backend, namespace, right) -> right.stream()
                                        .filter(s -> s.topic().startsWith(namespace + ":"))
                                        .toList())),
                Mutant.of(
                        "SUB-14",
                        "does not show durable clients that are away",
                        "away",
                        correct -> Changes.subscribers(
                                correct,
                                (backend, namespace, right) -> right.stream()
                                        .filter(Subscriber::connected)
                                        .toList())),
                Mutant.of(
                        "SUB-14",
                        "shows durable clients that are away as connected",
                        "away",
                        correct -> Changes.subscribers(
                                correct,
                                (backend, namespace, right) -> right.stream()
                                        .map(s -> new Subscriber(s.topic(), s.clientId(), s.namespace(), true))
                                        .toList())));
    }

    private static List<Mutant> subscribers() {
        return List.of(Mutant.shared(
                "SUB-14", "forgets a topic when one of its subscribers leaves", "one of two", () -> {
                    Set<String> forgotten = ConcurrentHashMap.newKeySet();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            Subscription subscription = super.subscribe(topic, handler, options);
                            forgotten.remove(topic);
                            return Faults.closing(subscription, open -> {
                                open.close();
                                if (!open.options().isDurable()) {
                                    forgotten.add(topic);
                                }
                            });
                        }

                        @Override
                        public List<Subscriber> loadSubscribers(String namespace) {
                            return super.loadSubscribers(namespace).stream()
                                    .filter(s -> !forgotten.contains(s.topic()))
                                    .toList();
                        }
                    };
                }));
    }

    private static List<Mutant> receivers() {
        return List.of(Mutant.of(
                "SUB-14",
                "shows topics quoted where their names are odd",
                "shows topics",
                correct -> Changes.subscribers(
                        correct,
                        (backend, namespace, right) -> right.stream()
                                .map(s -> new Subscriber(
                                        s.topic().replace("\"", "\\\""), s.clientId(), s.namespace(), s.connected()))
                                .toList())));
    }
}
