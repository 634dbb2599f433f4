package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What handlers learn of a delivery: SUB-17. */
public class ContextRules {
    private static final int MESSAGES = 20;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ContextRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SUB-17", requires = SUBSCRIPTION)
    void sub17_aHandlerOfTwoTopicsLearnsTopicAndSubscription() {
        List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        DeliveryHandler handler = deliveries::add;
        List<String> topics = List.of(tck.topic(), tck.topic());
        List<Subscription> subscriptions = topics.stream()
                .map(topic -> tck.backend().subscribe(topic, handler))
                .toList();
        Message both = messages.next();
        Message second = messages.next();
        tck.store(topics.get(0), both);
        tck.store(topics.get(1), both);
        tck.store(topics.get(1), second);
        awaitCount(deliveries, 3);
        for (int i = 0; i < topics.size(); i++) {
            String topic = topics.get(i);
            List<Delivery> of = deliveries.stream()
                    .filter(delivery -> topic.equals(delivery.topic()))
                    .toList();
            verify.messages(
                    "the messages of the deliveries that name topic " + topic,
                    i == 0 ? List.of(both) : List.of(both, second),
                    of.stream().map(Delivery::message).toList());
            for (Delivery delivery : of) {
                verifyAttempt(delivery, 1, false);
                verifySubscription(subscriptions.get(i), delivery);
            }
        }
    }

    @Rule(value = "SUB-17", requires = SUBSCRIPTION)
    void sub17_aBareHandlerSeesTheSameMessages() {
        String topic = tck.topic();
        List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        Recorder bare = tck.subscriber(topic, "the handler of bare messages");
        tck.backend().subscribe(topic, MessageHandler.ofDelivery(deliveries::add));
        List<Message> stored = messages.next(MESSAGES);
        tck.store(topic, stored);
        bare.awaitExactly(stored);
        awaitCount(deliveries, MESSAGES);
        verify.messages(
                "the messages of the deliveries",
                stored,
                deliveries.stream().map(Delivery::message).toList());
    }

    @Rule(
            value = "SUB-17",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void sub17_eachAttemptIsCountedAndTheFirstIsNoRedelivery() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        List<Message> stored = messages.next(3);
        List<Delivery> deliveries = new CopyOnWriteArrayList<>();
        SubscriptionOptions options =
                SubscriptionOptions.durable(tck.uniqueName()).maxAttempts(3);
        Subscription subscription = backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    deliveries.add(delivery);
                    if (delivery.message().equals(stored.get(1))) {
                        throw new IllegalStateException("intended: every attempt at the second message");
                    }
                }),
                options);
        tck.store(backend, topic, stored);
        awaitCount(deliveries, 5);
        verify.messages(
                "the messages of the attempts",
                List.of(stored.get(0), stored.get(1), stored.get(1), stored.get(1), stored.get(2)),
                deliveries.stream().map(Delivery::message).toList());
        List<Integer> attempts = List.of(1, 1, 2, 3, 1);
        for (int i = 0; i < attempts.size(); i++) {
            Delivery delivery = deliveries.get(i);
            verifyAttempt(delivery, attempts.get(i), attempts.get(i) > 1);
            verify.equal("the topic of a durable client's delivery", topic, delivery.topic());
            verifySubscription(subscription, delivery);
        }
    }

    /** The handler ends its subscription and then fails, so that its message is given back. */
    @Rule(
            value = "SUB-17",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void sub17_whatWasBegunAndNotSettledIsRedelivered() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        List<Message> stored = messages.next(4);
        SubscriptionOptions options = SubscriptionOptions.durable(tck.uniqueName());
        CompletableFuture<Subscription> first = new CompletableFuture<>();
        List<Delivery> begun = new CopyOnWriteArrayList<>();
        first.complete(backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    begun.add(delivery);
                    if (delivery.message().equals(stored.get(1))) {
                        first.join().close();
                        throw new IllegalStateException("intended: the subscription has ended");
                    }
                }),
                options));
        tck.store(backend, topic, stored);
        awaitCount(begun, 2);
        tck.await(() -> !first.join().isActive(), "the subscription that its handler closed has ended", "it is active");
        List<Delivery> again = new CopyOnWriteArrayList<>();
        backend.subscribe(topic, MessageHandler.ofDelivery(again::add), options);
        awaitCount(again, 3);
        verify.messages(
                "the messages of the client that came back",
                stored.subList(1, 4),
                again.stream().map(Delivery::message).toList());
        for (int i = 0; i < again.size(); i++) {
            verify.equal(
                    "redelivered of message " + i + " after it came back",
                    i == 0,
                    again.get(i).redelivered());
        }
    }

    private void awaitCount(List<Delivery> deliveries, int count) {
        if (!tck.awaiter().untilProgressEnds(() -> deliveries.size() >= count, deliveries::size)) {
            throw verify.timeout("a handler gets " + count + " deliveries", deliveries.size() + " came: " + deliveries);
        }
    }

    private void verifyAttempt(Delivery delivery, int attempt, boolean redelivered) {
        verify.equal("the attempt of a delivery", attempt, delivery.attempt());
        verify.equal("redelivered of attempt " + attempt, redelivered, delivery.redelivered());
    }

    private void verifySubscription(Subscription subscribed, Delivery delivery) {
        verify.that(
                tck.isSame(subscribed, delivery.subscription()),
                "the subscription of a delivery is the one that subscribe returned",
                () -> "it is " + delivery.subscription());
    }
}
