package io.messaging.selftest.storing;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Compares messages carelessly: RD-13. */
final class Rd13SmallDifferences {
    static final Mutant NUMBERS_AS_DOUBLES = compares(
            "compares numbers as doubles",
            "a large number",
            value -> value instanceof Number number ? (Object) number.doubleValue() : value);

    static final Mutant HASH_CODES = compares(
                    "compares hash codes of texts", "characters of one hash", texts(String::hashCode))
            .inEveryBuild();

    static final Mutant IGNORES_CASE =
            compares("compares texts without regard to case", "case", texts(text -> text.toLowerCase(Locale.ROOT)));

    static final Mutant IGNORES_SPACES =
            compares("compares texts without the spaces around", "a space", texts(String::strip));

    static final Mutant IGNORES_NORMAL_FORM = compares(
            "compares texts in their normal form",
            "the form of an accent",
            texts(text -> Normalizer.normalize(text, Normalizer.Form.NFC)));

    static final Mutant VALUES_AS_TEXTS =
            compares("compares values as texts", "a number that is a text", String::valueOf);

    static final Mutant ASYNC_REPLACES = Mutant.of("RD-13", "an async store of another message replaces the first")
            .sharedFault("the first message", () -> {
                Map<GemstoneId, Message> replaced = new ConcurrentHashMap<>();
                return correct -> Faults.reads(
                        Changes.async(
                                correct,
                                (backend, namespace, topic, message) -> backend.storeMessageAsync(
                                                namespace, topic, message)
                                        .whenComplete((ok, failure) -> {
                                            if (failure != null
                                                    && failure.toString().contains("different message")) {
                                                replaced.put(message.id(), message);
                                            }
                                        })),
                        message -> replaced.getOrDefault(message.id(), message));
            });

    static final Mutant DURABLE_GETS_REFUSED = Mutant.of("RD-13", "gives new durable clients messages that it refused")
            .sharedFault("a new durable client", () -> {
                Map<String, List<Message>> refused = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException e) {
                                if (e.getMessage().contains("different message")) {
                                    refused.put(topic, List.of(message));
                                }
                                throw e;
                            }
                        }),
                        (topic, handler, options) -> {
                            Queue<Message> left = new ConcurrentLinkedQueue<>(refused.getOrDefault(topic, List.of()));
                            return message -> {
                                for (Message one = left.poll(); one != null; one = left.poll()) {
                                    handler.onMessage(one);
                                }
                                handler.onMessage(message);
                            };
                        });
            });

    /** Takes for equal what gives the same here, and drops it. */
    private static Mutant compares(String name, String telling, Function<Object, Object> look) {
        return Mutant.of("RD-13", name).fault("differs in " + telling, Faults.stores((backend, n, t, m) -> {
            boolean dropped = backend.getMessagesForTopic(t).stream()
                    .anyMatch(stored -> stored.id().equals(m.id())
                            && seen(stored.fieldsByName(), look).equals(seen(m.fieldsByName(), look)));
            if (!dropped) {
                backend.storeMessage(n, t, m);
            }
        }));
    }

    private static Object seen(Object value, Function<Object, Object> look) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> seen = new HashMap<>();
            map.forEach((key, inner) -> seen.put(key, seen(inner, look)));
            return seen;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(inner -> seen(inner, look)).toList();
        }
        return value == null ? "null" : look.apply(value);
    }

    private static Function<Object, Object> texts(Function<String, Object> look) {
        return value -> value instanceof String text ? look.apply(text) : value;
    }
}
