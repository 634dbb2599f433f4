package io.messaging.selftest;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Stores that go wrong in one place only: RD-12, RD-13, RD-17, RD-21, RD-25, RD-27, LIFE-04. */
final class UnluckyStoreMutants {
    private UnluckyStoreMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(equal());
        all.addAll(different());
        all.addAll(refused());
        all.addAll(again());
        all.addAll(async());
        return all;
    }

    private static List<Mutant> equal() {
        return List.of(
                Mutant.shared("RD-12", "stores twice what is stored async twice at once", "repeated (", () -> {
                    Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                    ThreadLocal<Message> underWay = new ThreadLocal<>();
                    return correct -> Changes.topic(
                            new Delegate(correct) {
                                @Override
                                public void storeMessage(String namespace, String topic, Message message) {
                                    underWay.remove();
                                    super.storeMessage(namespace, topic, message);
                                }

                                @Override
                                public CompletableFuture<Void> storeMessageAsync(
                                        String namespace, String topic, Message message) {
                                    CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                                    if (message.equals(underWay.get())) {
                                        again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                                .add(message);
                                    }
                                    underWay.set(message);
                                    return right;
                                }
                            },
                            (backend, topic, right) -> {
                                List<Message> all = new ArrayList<>(right);
                                all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                                return all;
                            });
                }),
                Mutant.shared("RD-12", "delivers an equal message again to durable clients", "repeated (", () -> {
                    Deliveries durable = new Deliveries();
                    return correct -> Faults.stores(
                            new Delegate(correct) {
                                private final Delegate noting = durable.noting(correct);

                                @Override
                                public io.messaging.backend.Subscription subscribe(
                                        String topic,
                                        io.messaging.backend.MessageHandler handler,
                                        io.messaging.backend.SubscriptionOptions options) {
                                    return (options != null && options.isDurable() ? noting : correct)
                                            .subscribe(topic, handler, options);
                                }
                            },
                            (backend, namespace, topic, message) -> {
                                boolean again = has(backend, topic, message);
                                backend.storeMessage(namespace, topic, message);
                                if (again) {
                                    durable.deliver(topic, message);
                                }
                            });
                }),
                Mutant.shared("RD-12", "delivers an equal message again at other instances", "repeated (", () -> {
                    Map<MessagingBackend, Deliveries> byInstance = new ConcurrentHashMap<>();
                    return correct -> Faults.stores(
                            byInstance
                                    .computeIfAbsent(correct, c -> new Deliveries())
                                    .noting(correct),
                            (backend, namespace, topic, message) -> {
                                boolean again = has(backend, topic, message);
                                backend.storeMessage(namespace, topic, message);
                                if (again) {
                                    byInstance.forEach((instance, deliveries) -> {
                                        if (instance != correct) {
                                            deliveries.deliver(topic, message);
                                        }
                                    });
                                }
                            });
                }));
    }

    private static boolean has(MessagingBackend backend, String topic, Message message) {
        return backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(message.id()));
    }

    /** Takes for equal what gives the same here, and drops it. */
    private static Mutant compares(String name, String telling, Function<Object, Object> look) {
        return Mutant.of(
                "RD-13",
                name,
                "differs in " + telling,
                correct -> Faults.stores(correct, (backend, n, t, m) -> {
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
            Map<Object, Object> seen = new java.util.HashMap<>();
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

    private static List<Mutant> different() {
        return List.of(
                compares(
                        "compares numbers as doubles",
                        "a large number",
                        value -> value instanceof Number number ? (Object) number.doubleValue() : value),
                compares("compares hash codes of texts", "characters of one hash", texts(String::hashCode)),
                compares("compares texts without regard to case", "case", texts(text -> text.toLowerCase(Locale.ROOT))),
                compares("compares texts without the spaces around", "a space", texts(String::strip)),
                compares(
                        "compares texts in their normal form",
                        "the form of an accent",
                        texts(text -> Normalizer.normalize(text, Normalizer.Form.NFC))),
                compares("compares values as texts", "a number that is a text", String::valueOf),
                Mutant.shared(
                        "RD-13", "an async store of another message replaces the first", "the first message", () -> {
                            Map<GemstoneId, Message> replaced = new ConcurrentHashMap<>();
                            return correct -> Faults.reads(
                                    Changes.async(
                                            correct,
                                            (backend, namespace, topic, message) -> backend.storeMessageAsync(
                                                            namespace, topic, message)
                                                    .whenComplete((ok, failure) -> {
                                                        if (failure != null
                                                                && failure.toString()
                                                                        .contains("different message")) {
                                                            replaced.put(message.id(), message);
                                                        }
                                                    })),
                                    message -> replaced.getOrDefault(message.id(), message));
                        }),
                Mutant.shared("RD-13", "gives new durable clients what it refused", "a new durable client", () -> {
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
                                Queue<Message> left =
                                        new ConcurrentLinkedQueue<>(refused.getOrDefault(topic, List.of()));
                                return message -> {
                                    for (Message one = left.poll(); one != null; one = left.poll()) {
                                        handler.onMessage(one);
                                    }
                                    handler.onMessage(message);
                                };
                            });
                }));
    }

    private static List<Mutant> refused() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "drops what is too large without a word, async",
                        "storeMessageAsync of one byte more",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) ->
                                        message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                                ? CompletableFuture.completedFuture(null)
                                                : backend.storeMessageAsync(namespace, topic, message))),
                Mutant.shared("RD-21", "keeps the id of what was too large", "id", () -> {
                    Set<GemstoneId> used = ConcurrentHashMap.newKeySet();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        if (message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                            used.add(message.id());
                        } else if (used.contains(message.id())) {
                            throw new RejectedMessageException("a different message of id " + message.id());
                        }
                        backend.storeMessage(namespace, topic, message);
                    });
                }));
    }

    private static List<Mutant> again() {
        return List.of(
                Mutant.shared("RD-25", "drops a message that it knew before it expired", "stored again", () -> {
                    Set<String> known = ConcurrentHashMap.newKeySet();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        if (known.add(topic + "\n" + message.toJson())
                                || message.ttlSeconds().isEmpty()) {
                            backend.storeMessage(namespace, topic, message);
                        }
                    });
                }),
                Mutant.shared("RD-25", "forgets a message by id when one of its topics lets it go", "by id", () -> {
                    Map<GemstoneId, Set<String>> topics = new ConcurrentHashMap<>();
                    return correct -> Changes.byId(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                topics.computeIfAbsent(message.id(), id -> ConcurrentHashMap.newKeySet())
                                        .add(topic);
                            }),
                            (backend, namespace, ids, right) -> right.stream()
                                    .filter(m -> topics.getOrDefault(m.id(), Set.of()).stream()
                                            .allMatch(topic -> has(backend, topic, m)))
                                    .toList());
                }),
                Mutant.of(
                        "LIFE-04",
                        "remembers a durable client of a blank topic",
                        "subscribe, durable",
                        correct -> new Delegate(correct) {
                            @Override
                            public io.messaging.backend.Subscription subscribe(
                                    String topic,
                                    io.messaging.backend.MessageHandler handler,
                                    io.messaging.backend.SubscriptionOptions options) {
                                boolean lax =
                                        topic != null && topic.isBlank() && options != null && options.isDurable();
                                return super.subscribe(lax ? "blank" : topic, handler, options);
                            }
                        }));
    }

    private static List<Mutant> async() {
        return List.of(
                Mutant.of("RD-27", "async stores to one topic overtake those to another", "missing", correct -> {
                    Map<String, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
                    return new Delegate(correct) {
                        @Override
                        public void storeMessage(String namespace, String topic, Message message) {
                            if (Faults.valid(namespace, topic, message)) {
                                last.values()
                                        .forEach(before -> before.handle((ok, failure) -> null)
                                                .join());
                            }
                            super.storeMessage(namespace, topic, message);
                        }

                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            if (!Faults.valid(namespace, topic, message)) {
                                return super.storeMessageAsync(namespace, topic, message);
                            }
                            super.getMessagesForTopic(topic);
                            int micros = message.jsonLength() > 50_000 ? 20_000 : 1;
                            return last.compute(
                                    topic,
                                    (t, before) -> (before == null
                                                    ? CompletableFuture.<Void>completedFuture(null)
                                                    : before)
                                            .handle((ok, failure) -> message)
                                            .thenComposeAsync(
                                                    m -> correct.storeMessageAsync(namespace, topic, m),
                                                    CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS)));
                        }
                    };
                }),
                Mutant.of("RD-27", "has room for 500 async stores under way", "RejectedExecutionException", correct -> {
                    ThreadPoolExecutor sender =
                            new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(500));
                    return new Delegate(correct) {
                        private final Map<Thread, CompletableFuture<?>> last = new ConcurrentHashMap<>();

                        @Override
                        public void storeMessage(String namespace, String topic, Message message) {
                            CompletableFuture<?> before = last.remove(Thread.currentThread());
                            if (before != null) {
                                before.handle((ok, failure) -> null).join();
                            }
                            super.storeMessage(namespace, topic, message);
                        }

                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            if (!Faults.valid(namespace, topic, message)) {
                                return super.storeMessageAsync(namespace, topic, message);
                            }
                            CompletableFuture<Void> done = new CompletableFuture<>();
                            last.put(Thread.currentThread(), done);
                            try {
                                super.capabilities();
                                sender.execute(() -> {
                                    LockSupport.parkNanos(20_000);
                                    try {
                                        correct.storeMessageAsync(namespace, topic, message)
                                                .whenComplete((ok, failure) -> complete(done, failure));
                                    } catch (RuntimeException closed) {
                                        done.completeExceptionally(closed);
                                    }
                                });
                            } catch (RejectedExecutionException full) {
                                done.completeExceptionally(full);
                            }
                            return done;
                        }
                    };
                }));
    }

    private static void complete(CompletableFuture<Void> done, Throwable failure) {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(
                    failure instanceof java.util.concurrent.CompletionException ? failure.getCause() : failure);
        }
    }
}
