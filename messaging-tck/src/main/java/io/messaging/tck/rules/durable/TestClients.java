package io.messaging.tck.rules.durable;

import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The durable clients of one test, and what the backend tells of them. Thread-safe. */
public final class TestClients {
    private final RuleContext tck;

    public TestClients(RuleContext tck) {
        this.tck = tck;
    }

    /** Returns the id of a new client. */
    public String id() {
        return tck.uniqueName() + "-client";
    }

    public SubscriptionOptions durable(String client) {
        return SubscriptionOptions.durable(client).namespace(tck.namespace());
    }

    /** Subscribes a client, with a new recorder. */
    public Recorder subscribe(String topic, String client, String name) {
        Recorder recorder = tck.recorder(name);
        tck.backend().subscribe(topic, recorder, durable(client));
        return recorder;
    }

    public Recorder failing(String name) {
        return tck.recorder(name).throwing(message -> {
            throw new IllegalStateException("intended: fails on every message");
        });
    }

    /** The common topic may hold other clients' dead letters. */
    public List<Message> letters(String deadLetterTopic, String client) {
        return tck.backend().getMessagesForTopic(deadLetterTopic).stream()
                .filter(letter -> client.equals(letter.payload().get("client_id")))
                .toList();
    }

    public static boolean answers(Message letter, GemstoneId id) {
        return letter.inResponseTo().filter(id::equals).isPresent();
    }

    public Message awaitLetter(String deadLetterTopic, String client, Message original) {
        List<Message> found = new ArrayList<>();
        tck.awaiter().until(() -> {
            found.clear();
            letters(deadLetterTopic, client).stream()
                    .filter(letter -> answers(letter, original.id()))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        tck.verify()
                .that(
                        !found.isEmpty(),
                        "topic " + deadLetterTopic + " has a dead letter of message " + original.id(),
                        () -> "none of client " + client);
        return found.get(0);
    }

    /** How many messages the backend holds to be not yet handled. */
    public long lag(String topic, String client) {
        return tck.backend().durableClients().list().stream()
                .filter(one -> one.clientId().equals(client) && one.topic().equals(topic))
                .mapToLong(DurableClient::lag)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** What the backend tells of a client in a topic, as soon as it tells it. */
    public DurableClient awaitClient(
            MessagingBackend backend,
            String topic,
            String client,
            String expectation,
            Predicate<DurableClient> condition) {
        List<DurableClient> found = new ArrayList<>();
        tck.awaiter().until(() -> {
            found.clear();
            backend.durableClients().list().stream()
                    .filter(one -> one.clientId().equals(client) && one.topic().equals(topic))
                    .forEach(found::add);
            return found.size() == 1 && condition.test(found.get(0));
        });
        tck.verify()
                .that(
                        found.size() == 1 && condition.test(found.get(0)),
                        "list() has one entry for the client in the topic, " + expectation,
                        found::toString);
        return found.get(0);
    }
}
