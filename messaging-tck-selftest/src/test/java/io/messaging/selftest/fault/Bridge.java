package io.messaging.selftest.fault;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;

/**
 * Carries deliveries past faults that know of bare messages only. One side is around the correct backend and notes the
 * delivery of the handler that runs, the other around the faulty one and completes the messages that the fault hands on. A
 * fault that is about deliveries passes them on itself, and nothing of those is changed but names and subscriptions that the
 * fault has wrapped. Handlers of bare messages are not touched.
 */
public final class Bridge {
    /** The delivery handler that the calling thread subscribes with. */
    private final ThreadLocal<Crossing> subscribing = new ThreadLocal<>();

    /** Returns whether a handler that a fault is given is one of deliveries. */
    public static boolean takesDeliveries(MessageHandler handler) {
        return handler instanceof Crossing;
    }

    /** Returns the handler that a program subscribed with, the same one each time. */
    public static MessageHandler ofProgram(MessageHandler handler) {
        return handler instanceof Crossing crossing ? crossing.handler : handler;
    }

    public MessagingBackend aroundCorrect(MessagingBackend correct) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                Crossing crossing = subscribing.get();
                if (crossing == null || handler == null) {
                    return super.subscribe(topic, handler, options);
                }
                subscribing.remove();
                return super.subscribe(topic, crossing.entering(handler), options);
            }
        };
    }

    public MessagingBackend aroundFaulty(MessagingBackend faulty) {
        return new Delegate(faulty) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                if (handler == null || !needsDeliveries(handler)) {
                    return super.subscribe(topic, handler, options);
                }
                Crossing crossing = new Crossing(topic, handler);
                subscribing.set(crossing);
                try {
                    crossing.returned = super.subscribe(topic, crossing, options);
                    return crossing.returned;
                } finally {
                    subscribing.remove();
                }
            }
        };
    }

    /** Returns whether it has a method for deliveries of its own, as a handler behind interceptors has. */
    private static boolean needsDeliveries(MessageHandler handler) {
        try {
            return handler.getClass().getMethod("onDelivery", Delivery.class).getDeclaringClass()
                    != MessageHandler.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** The handler that the fault is given. */
    private static final class Crossing implements MessageHandler {
        private final String topic;
        private final MessageHandler handler;
        private final ThreadLocal<Delivery> entered = new ThreadLocal<>();
        private volatile Delivery last;

        /** What the fault returned; null until then. */
        private volatile Subscription returned;

        Crossing(String topic, MessageHandler handler) {
            this.topic = topic;
            this.handler = handler;
        }

        /** Notes deliveries on their way into the fault's handler. */
        MessageHandler entering(MessageHandler ofFault) {
            return MessageHandler.ofDelivery(delivery -> {
                entered.set(delivery);
                last = delivery;
                try {
                    ofFault.onDelivery(delivery);
                } finally {
                    entered.remove();
                }
            });
        }

        /** What a fault delivers by itself is a first attempt. */
        @Override
        public void onMessage(Message message) throws Exception {
            Delivery delivery = entered.get();
            handler.onDelivery(
                    delivery == null
                            ? new Delivery(message, topic, 1, false, returned)
                            : new Delivery(
                                    message,
                                    topic,
                                    delivery.attempt(),
                                    delivery.redelivered(),
                                    shown(delivery.subscription())));
        }

        @Override
        public void onDelivery(Delivery delivery) throws Exception {
            Delivery correct = entered.get();
            boolean sameTopic = correct != null && correct.topic().equals(delivery.topic());
            handler.onDelivery(new Delivery(
                    delivery.message(),
                    sameTopic ? topic : delivery.topic(),
                    delivery.attempt(),
                    delivery.redelivered(),
                    shown(delivery.subscription())));
        }

        /** A fault may have wrapped the subscription of the correct backend. */
        private Subscription shown(Subscription subscription) {
            Delivery correct = last;
            boolean isCorrect = correct != null && correct.subscription() == subscription;
            return isCorrect && returned != null ? returned : subscription;
        }
    }
}
