package io.messaging.selftest.subscribing;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Is not in force when subscribe returns, or does not deliver what was stored: SUB-01. */
final class Sub01FirstMessage {
    private static final Set<String> SOME_FIELDS = Set.of("field_of_the_future", "zzz", "");
    /** Rules that notice when deliveries are too few or too many: nearly all that subscribe. */
    private static final String OF_ANY_DELIVERY =
            "RD-12 RD-13 RD-17 RD-18 RD-19 RD-20 RD-21 RD-25 RD-27 SUB-02 SUB-03 SUB-04 SUB-05 SUB-06 SUB-07"
                    + " SUB-08 SUB-09 SUB-10 SUB-11 SUB-12 SUB-13 SUB-18 CON-01 CON-02 CON-03 LIFE-01 LIFE-03 LIFE-05"
                    + " DUR-08";

    static final Mutant LOSES_UNKNOWN_FIELDS = Mutant.of("SUB-01", "delivers without unknown fields")
            .representative()
            .fault(
                    "field_of_the_future was",
                    Faults.handlers((topic, handler, options) ->
                            message -> handler.onMessage(Contents.without(message, SOME_FIELDS))));

    static final Mutant LOSES_HISTORY = Mutant.of("SUB-01", "delivers without the history")
            .perhapsBreaking("a dead letter has the message as it was delivered", "DUR-05")
            .fault(
                    "message_history was",
                    Faults.handlers((topic, handler, options) ->
                            message -> handler.onMessage(Contents.without(message, Set.of("message_history")))));

    static final Mutant RETURNS_EARLY = Mutant.of("SUB-01", "subscribe returns two milliseconds too soon")
            .perhapsBreaking("its topic is subscribed just before", "RD-16")
            .perhapsBreaking(
                    "nearly every rule about subscriptions stores right after it has subscribed", OF_ANY_DELIVERY)
            .fault("missing (1)", Faults.plainHandlers((topic, handler, options) -> {
                long inForceNanos = System.nanoTime() + 2_000_000;
                return message -> {
                    if (System.nanoTime() - inForceNanos > 0) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant REPEATS_FIRST = Mutant.of("SUB-01", "delivers the first message twice")
            .perhapsBreaking("every rule that counts deliveries notices", OF_ANY_DELIVERY)
            .fault("repeated (1)", Faults.plainHandlers((topic, handler, options) -> {
                AtomicBoolean first = new AtomicBoolean(true);
                return message -> {
                    handler.onMessage(message);
                    if (first.getAndSet(false)) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant LOSES_FIRST_OF_EVERY_50TH_TOPIC = Mutant.of(
                    "SUB-01", "loses the message of every fiftieth topic")
            .perhapsBreaking("they subscribe as often", "SUB-09 SUB-05 CON-02")
            .inEveryBuild()
            .sharedFault("missing (1)", () -> {
                AtomicInteger subscriptions = new AtomicInteger();
                return Faults.plainHandlers((topic, handler, options) -> {
                    boolean loses = subscriptions.incrementAndGet() % 50 == 0;
                    AtomicBoolean first = new AtomicBoolean(true);
                    return message -> {
                        if (!loses || !first.getAndSet(false)) {
                            handler.onMessage(message);
                        }
                    };
                });
            });

    static final Mutant LOSES_OTHER_INSTANCES_FIRST = Mutant.of(
                    "SUB-01", "loses what another instance stores right after a subscribe")
            .perhapsBreaking("two instances store at once", "RD-12 RD-13")
            .perhapsBreaking(
                    "they subscribe at one instance and store at another", "SUB-02 SUB-03 SUB-04 SUB-10 CON-02 CON-03")
            .sharedFault("missing (1)", () -> {
                Map<Message, MessagingBackend> storers = new ConcurrentHashMap<>();
                return correct -> Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (message != null) {
                                storers.put(message, correct);
                            }
                            backend.storeMessage(namespace, topic, message);
                        }),
                        (topic, handler, options) -> {
                            long inForceNanos = System.nanoTime() + 2_000_000;
                            return message -> {
                                if (System.nanoTime() - inForceNanos > 0 || storers.get(message) == correct) {
                                    handler.onMessage(message);
                                }
                            };
                        });
            });

    static final Mutant NOT_ACTIVE = Mutant.of("SUB-01", "reports a subscription as not active")
            .alsoBreaking("they look at the same flag", "SUB-10 DUR-08")
            .fault(
                    "the subscription is active",
                    Changes.subscribe((backend, topic, handler, options) ->
                            new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                @Override
                                public boolean isActive() {
                                    return false;
                                }
                            }));

    static final Mutant HIDES_FAR_FUTURE = Mutant.of("SUB-01", "delivers nothing from the far future")
            .fault("receives", Changes.deliveries((topic, handler, message) -> {
                if (message.timestampMillis() < GemstoneId.MAX_MILLIS - 86_400_000) {
                    handler.onMessage(message);
                }
            }));
}
