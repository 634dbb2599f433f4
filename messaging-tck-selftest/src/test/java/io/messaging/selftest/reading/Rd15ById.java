package io.messaging.selftest.reading;

import io.messaging.backend.MessagingException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers by id too much or too little: RD-15. */
final class Rd15ById {
    static final Mutant NULL_FOR_UNKNOWN_ID = Mutant.of("RD-15", "returns null for an unknown id, by id")
            .alsoBreaking("they ask for what is not there, too", "RD-02 RD-16 RD-21 RD-25 LIFE-04")
            .fault("null among them", Changes.byId((backend, namespace, ids, right) -> {
                Message[] found = new Message[ids.size()];
                for (int i = 0; i < found.length; i++) {
                    List<Message> one = backend.getMessagesById(namespace, List.of(ids.get(i)));
                    found[i] = one.isEmpty() ? null : one.get(0);
                }
                return Arrays.asList(found);
            }));

    static final Mutant THROWS_FOR_UNKNOWN_ID = Mutant.of("RD-15", "throws for an unknown id, by id")
            .alsoBreaking("they ask for what is not there, too", "RD-02 RD-16 RD-21 RD-25 CON-02 LIFE-04")
            .fault("NoSuchElementException", Changes.byId((backend, namespace, ids, right) -> {
                if (right.size() < ids.size()) {
                    throw new NoSuchElementException("not all are there");
                }
                return right;
            }));

    static final Mutant REPEATED_ID_ONCE = Mutant.of("RD-15", "answers a repeated id once")
            .representative()
            .fault(
                    "of a repeated id",
                    Changes.byId((backend, namespace, ids, right) ->
                            right.stream().distinct().toList()));

    static final Mutant STOPS_AT_UNKNOWN_ID = Mutant.of("RD-15", "stops at the first unknown id")
            .fault("with unknown ids among known ones", Changes.byId((backend, namespace, ids, right) -> {
                List<Message> found = new ArrayList<>();
                for (GemstoneId id : ids) {
                    List<Message> one = backend.getMessagesById(namespace, List.of(id));
                    if (one.isEmpty()) {
                        return found;
                    }
                    found.addAll(one);
                }
                return found;
            }));

    static final Mutant THROWS_FOR_EMPTY_REQUEST = Mutant.of("RD-15", "throws for an empty request")
            .fault("wrong number of arguments", Changes.byId((backend, namespace, ids, right) -> {
                if (ids.isEmpty()) {
                    throw new MessagingException("wrong number of arguments for 'mget'");
                }
                return right;
            }));

    static final Mutant EVERYTHING_FOR_EMPTY_REQUEST = Mutant.of("RD-15", "answers an empty request with everything")
            .inEveryBuild()
            .sharedFault("of no ids", () -> {
                Map<String, Queue<GemstoneId>> ids = new ConcurrentHashMap<>();
                return correct ->
                        new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            ids.computeIfAbsent(namespace, n -> new ConcurrentLinkedQueue<>())
                                    .add(message.id());
                        })) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> asked) {
                                List<Message> found = super.getMessagesById(namespace, asked);
                                return asked.isEmpty() && ids.containsKey(namespace)
                                        ? super.getMessagesById(namespace, List.copyOf(ids.get(namespace)))
                                        : found;
                            }
                        };
            });

    static final Mutant IGNORES_PRIORITY = Mutant.of("RD-15", "finds a message by its id whatever the priority")
            .inEveryBuild()
            .sharedFault("extra", () -> {
                Map<String, GemstoneId> byTime = new ConcurrentHashMap<>();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            byTime.putIfAbsent(namespace + message.id().chronologicalKey(), message.id());
                        }),
                        (backend, namespace, ids, right) -> ids.stream()
                                .flatMap(id -> {
                                    List<Message> found = backend.getMessagesById(namespace, List.of(id));
                                    GemstoneId twin = byTime.get(namespace + id.chronologicalKey());
                                    return (found.isEmpty() && twin != null
                                                    ? backend.getMessagesById(namespace, List.of(twin))
                                                    : found)
                                            .stream();
                                })
                                .toList());
            });

    static final Mutant MILLISECOND_ONLY = Mutant.of("RD-15", "finds a message by the millisecond of its id")
            .sharedFault("extra", () -> {
                Map<String, GemstoneId> byTime = new ConcurrentHashMap<>();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            byTime.putIfAbsent(namespace + (message.id().bits() >>> 22), message.id());
                        }),
                        (backend, namespace, ids, right) -> ids.stream()
                                .flatMap(id -> {
                                    List<Message> found = backend.getMessagesById(namespace, List.of(id));
                                    GemstoneId other = byTime.get(namespace + (id.bits() >>> 22));
                                    return (found.isEmpty() && other != null
                                                    ? backend.getMessagesById(namespace, List.of(other))
                                                    : found)
                                            .stream();
                                })
                                .toList());
            });

    static final Mutant REPEATED_ID_ONCE_BEYOND_100 = Mutant.of(
                    "RD-15", "answers a repeated id once where more than a hundred are asked for")
            .fault(
                    "of many",
                    Changes.byId((backend, namespace, ids, right) ->
                            ids.size() <= 100 ? right : List.copyOf(new LinkedHashSet<>(right))));
}
