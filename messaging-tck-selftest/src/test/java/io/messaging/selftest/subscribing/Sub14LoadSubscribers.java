package io.messaging.selftest.subscribing;

import io.messaging.administration.Administration;
import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does not know who is there: SUB-14. */
final class Sub14LoadSubscribers {
    static final Mutant SHOWS_ENDED = Mutant.of("SUB-14", "shows subscribers that have left")
            .sharedFault("loadSubscribers", () -> {
                Map<String, Set<Subscriber>> ever = new ConcurrentHashMap<>();
                return Changes.subscribers((backend, namespace, right) -> {
                    Set<Subscriber> all = ever.computeIfAbsent(namespace, n -> ConcurrentHashMap.newKeySet());
                    all.addAll(right);
                    return List.copyOf(all);
                });
            });

    static final Mutant SHOWS_NOBODY = Mutant.of("SUB-14", "shows nobody")
            .fault("shows topics", Changes.subscribers((backend, namespace, right) -> List.of()));

    static final Mutant IGNORES_NAMESPACE = Mutant.of("SUB-14", "shows the subscribers of all namespaces")
            .inEveryBuild()
            .fault("in another namespace", correct -> new Delegate(correct) {
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
            });

    static final Mutant OWN_INSTANCE_ONLY = Mutant.of("SUB-14", "shows its own subscribers only")
            .fault("after another instance subscribed", correct -> new Delegate(correct) {
                private final Set<String> own = ConcurrentHashMap.newKeySet();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    own.add(String.valueOf(topic));
                    return super.subscribe(topic, handler, options);
                }

                @Override
                public List<Subscriber> loadSubscribers(String namespace) {
                    return super.loadSubscribers(namespace).stream()
                            .filter(s -> own.contains(s.topic()))
                            .toList();
                }
            });

    static final Mutant INVENTS_CLIENT_ID = Mutant.of("SUB-14", "shows plain subscribers under a client id")
            .representative()
            .fault(
                    "without a client id",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .map(s -> s.clientId() != null
                                    ? s
                                    : new Subscriber(s.topic(), "anonymous", s.namespace(), s.connected()))
                            .toList()));

    static final Mutant TOPIC_PREFIX_ONLY = Mutant.of("SUB-14", "shows subscribers by their topic's prefix only")
            .fault(
                    "shows topics",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .filter(s -> s.topic().startsWith(namespace + ":"))
                            .toList()));

    static final Mutant HIDES_AWAY = Mutant.of("SUB-14", "does not show durable clients that are away")
            .fault(
                    "away",
                    Changes.subscribers((backend, namespace, right) ->
                            right.stream().filter(Subscriber::connected).toList()));

    static final Mutant AWAY_AS_CONNECTED = Mutant.of("SUB-14", "shows durable clients that are away as connected")
            .fault(
                    "away",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .map(s -> new Subscriber(s.topic(), s.clientId(), s.namespace(), true))
                            .toList()));

    static final Mutant ONE_END_HIDES_TOPIC = Mutant.of("SUB-14", "forgets a topic when one of its subscribers leaves")
            .sharedFault("one of two", () -> {
                Set<String> forgotten = ConcurrentHashMap.newKeySet();
                return correct -> new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
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
            });

    static final Mutant ONLY_OF_TOPICS_WITH_MESSAGES = Mutant.of(
                    "SUB-14", "lists of all namespaces only those whose topic holds a message")
            .inEveryBuild()
            .fault("whom administration().subscribers() shows", correct -> new Delegate(correct) {
                @Override
                public Administration administration() {
                    Administration real = super.administration();
                    return Changes.everybody(
                            real,
                            all -> all.stream()
                                    .filter(subscriber -> real.topics().stream()
                                            .anyMatch(topic -> topic.messages() > 0 && subscriber.isOf(topic.topic())))
                                    .toList());
                }
            });

    static final Mutant QUOTES_ODD_NAMES = Mutant.of("SUB-14", "shows topics quoted where their names are odd")
            .fault(
                    "shows topics",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .map(s -> new Subscriber(
                                    s.topic().replace("\"", "\\\""), s.clientId(), s.namespace(), s.connected()))
                            .toList()));

    static final Mutant SHOWS_ANOTHER_PROCESS = Mutant.of("SUB-14", "shows a process that did not subscribe")
            .fault(
                    "the process of a subscriber",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .map(s -> s.from(new Origin(ProcessHandle.current().pid() + 1, "elsewhere", Instant.EPOCH)))
                            .toList()));

    static final Mutant SUBSCRIBED_JUST_NOW = Mutant.of("SUB-14", "shows subscribers as if they had just come")
            .fault(
                    "the origin of a subscriber, asked for again",
                    Changes.subscribers((backend, namespace, right) -> right.stream()
                            .map(s -> s.from(Origin.ofThisProcess(Instant.now())))
                            .toList()));
}
