package io.messaging.selftest.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives a client several turns at once, or none: DUR-07. */
final class Dur07Turns {
    static final Mutant TURNS_PER_TOPIC = Mutant.of("DUR-07", "takes turns per topic only")
            .perhapsBreaking("it knows its clients by other names, and none is new", "DUR-01 SUB-14")
            .sharedFault(
                    "how many messages",
                    () -> correct -> otherClients(correct, (topic, client) -> client + "\n" + topic));

    static final Mutant TURNS_PER_INSTANCE = Mutant.of("DUR-07", "takes turns per instance only")
            .perhapsBreaking("it knows its clients by other names, and none is new", "DUR-01 SUB-14")
            .representative()
            .sharedFault("how many messages", () -> {
                Map<String, MessagingBackend> owners = new ConcurrentHashMap<>();
                return correct -> otherClients(
                        correct,
                        (topic, client) -> owners.computeIfAbsent(client + "\n" + topic, c -> correct)
                                        == owners.computeIfAbsent(client, c -> correct)
                                ? client
                                : client + "\n" + topic);
            });

    static final Mutant CLOSE_KEEPS_TURN = Mutant.of(
                    "DUR-07", "never returns the turn of a handler that closes its subscription")
            .sharedFault("receives", () -> {
                Map<String, String> stuck = new ConcurrentHashMap<>();
                ThreadLocal<String> current = new ThreadLocal<>();
                return correct -> Changes.subscribe(
                        Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                            String client = options.clientId().orElseThrow();
                            if (!topic.equals(stuck.getOrDefault(client, topic))) {
                                return;
                            }
                            current.set(client + "\n" + topic);
                            try {
                                handler.onMessage(message);
                            } finally {
                                current.remove();
                            }
                        }),
                        (backend, topic, handler, options) ->
                                Faults.closing(backend.subscribe(topic, handler, options), open -> {
                                    if (options.isDurable()
                                            && Clients.key(topic, options).equals(current.get())) {
                                        stuck.put(options.clientId().orElseThrow(), topic);
                                    }
                                    open.close();
                                }));
            });

    /** Knows its clients under other names. */
    private static Delegate otherClients(MessagingBackend correct, Naming naming) {
        return Faults.reads(
                new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        if (options == null || !options.isDurable()) {
                            return super.subscribe(topic, handler, options);
                        }
                        SubscriptionOptions other = SubscriptionOptions.durable(
                                        naming.name(topic, options.clientId().get()))
                                .maxAttempts(options.maxAttempts())
                                .retryBackoff(options.retryBackoff());
                        return new Faults.Sub(super.subscribe(
                                topic,
                                handler,
                                options.namespace().map(other::namespace).orElse(other))) {
                            @Override
                            public SubscriptionOptions options() {
                                return options;
                            }
                        };
                    }

                    @Override
                    public void unsubscribe(String topic, String clientId) {
                        boolean valid = topic != null && clientId != null && !clientId.isBlank();
                        super.unsubscribe(topic, valid ? naming.name(topic, clientId) : clientId);
                    }

                    @Override
                    public List<Subscriber> loadSubscribers(String namespace) {
                        return super.loadSubscribers(namespace).stream()
                                .map(s -> new Subscriber(
                                        s.topic(),
                                        s.clientId() == null
                                                ? null
                                                : s.clientId().split("\n")[0],
                                        s.namespace(),
                                        s.connected()))
                                .toList();
                    }
                },
                message -> DeadLetter.isDeadLetter(message)
                        ? Letters.withPayload(
                                message,
                                "client_id",
                                value -> String.valueOf(value).split("\n")[0])
                        : message);
    }

    private interface Naming {
        String name(String topic, String client);
    }
}
