package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.function.UnaryOperator;

/** What storing promises, and reading by id: RD-12 to RD-16, RD-22 to RD-24. */
abstract class StoringRules extends OrderRules {
    private static final int RACING_STORERS = 8;
    private static final int RACES = 25;

    /** Of two: what goes wrong between looking and putting takes less than a microsecond to miss. */
    private static final int CLOSE_RACES = 250;

    private static final int MANY = 10_000;

    private static final int SHARE_OF_MANY = 3_000;
    private static final int MORE_THAN_A_BUFFER = 70_000;

    private static final Set<String> CHANGED = Set.of("payload", "sender", "format", "conversation_id");
    private static final Set<String> PAYLOAD = Set.of("payload");

    StoringRules() {}

    @Rule("RD-12")
    void rd12_storingAnEqualMessageAgainChangesNothing() {
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        GemstoneId id = messages().nextId(Priority.NORMAL);
        Message message = Message.fromJson("{\"id\":" + id + ",\"payload\":{\"a\":[1.5,null],\"b\":\"ü\"},\"x\":100}");
        Message inOtherWords = Message.fromJson(
                "{ \"x\": 1e2, \"payload\": {\"b\":\"\\u00fc\", \"a\":[15e-1,null]}, \"id\": " + id + " }");
        Message other = messages().next();
        backend().storeMessage(namespace(), topic, message);
        backend().storeMessage(namespace(), topic, message);
        backend().storeMessage(namespace(), topic, other);
        for (MessagingBackend instance : run().backends().instances()) {
            instance.storeMessage(namespace(), topic, inOtherWords);
            instance.storeMessageAsync(namespace(), topic, message).join();
        }
        settle(topic, 2);
        verifyEveryRead(backend(), topic, List.of(message, other));
        if (hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(backend(), topic, List.of(message, other));
        }
        if (has(Capability.DURABLE_SUBSCRIPTION)) {
            Recorder newClient = recorder("a durable client that is new");
            SubscriptionOptions client =
                    SubscriptionOptions.durable(run().names().unique());
            backend().subscribe(topic, newClient, client);
            newClient.awaitCount(2);
            verify().ids(
                            "what a new durable client gets first",
                            List.of(message.id(), other.id()),
                            newClient.ids().subList(0, 2));
        }
    }

    @Rule("RD-12")
    void rd12_equalMessagesStoredAtOnceAreOne() {
        CyclicBarrier start = new CyclicBarrier(RACING_STORERS);
        verifyThatEqualOnesAreOne(run().volumes().share(RACES), racingStorers(), start::await);
    }

    @Rule("RD-12")
    void rd12_twoEqualMessagesStoredInTheSameInstantAreOne() {
        StartingLine start = new StartingLine(run().awaiter());
        int races = run().volumes().share(CLOSE_RACES);
        verifyThatEqualOnesAreOne(races, List.of(backend(), backend()), start::await);
        verifyThatEqualOnesAreOne(races, List.of(backend(), lastInstance()), start::await);
    }

    private List<MessagingBackend> racingStorers() {
        List<MessagingBackend> instances = run().backends().instances();
        List<MessagingBackend> storers = new ArrayList<>();
        for (int i = 0; i < RACING_STORERS; i++) {
            storers.add(instances.get(i % instances.size()));
        }
        return storers;
    }

    private MessagingBackend lastInstance() {
        List<MessagingBackend> instances = run().backends().instances();
        return instances.get(instances.size() - 1);
    }

    private void verifyThatEqualOnesAreOne(int races, List<MessagingBackend> storers, Workers.Work start) {
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<Message> stored = messages().next(races);
        for (int i = 0; i < storers.size(); i++) {
            MessagingBackend instance = storers.get(i);
            run().workers().start("storer-" + i, () -> {
                for (Message message : stored) {
                    start.run();
                    instance.storeMessage(namespace(), topic, message);
                }
            });
        }
        run().workers().join();
        settle(topic, races);
        verify().sameMessages("getMessagesForTopic", stored, backend().getMessagesForTopic(topic));
        if (hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(backend(), topic, stored);
        }
    }

    /** However long ago it was: what is remembered is the topic, not a window of it. */
    @Rule("RD-12")
    void rd12_anEqualMessageIsKnownAfterManyOthers() {
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<Message> stored = messages().next(run().volumes().atMost(MANY + MANY / 4));
        storeAll(topic, stored);
        for (Message again : List.of(stored.get(0), stored.get(stored.size() / 2))) {
            run().backends().instances().forEach(instance -> instance.storeMessage(namespace(), topic, again));
        }
        verify().sameMessages("getMessagesForTopic", stored, backend().getMessagesForTopic(topic));
        if (hasSubscriptions()) {
            recorder.awaitCount(stored.size());
            Message sentinel = messages().next();
            backend().storeMessage(namespace(), topic, sentinel);
            recorder.await(sentinel);
            verify().equal(
                            "how many deliveries there are of all, and of one more",
                            stored.size() + 1,
                            recorder.count());
        }
    }

    @Rule("RD-13")
    void rd13_ofDifferentMessagesStoredAtOnceUnderOneIdOneStands() {
        CyclicBarrier start = new CyclicBarrier(RACING_STORERS);
        verifyThatOneStands(run().volumes().share(RACES), racingStorers(), start::await);
    }

    @Rule("RD-13")
    void rd13_ofTwoMessagesStoredInTheSameInstantUnderOneIdOneStands() {
        StartingLine start = new StartingLine(run().awaiter());
        int races = run().volumes().share(CLOSE_RACES);
        verifyThatOneStands(races, List.of(backend(), backend()), start::await);
        verifyThatOneStands(races, List.of(backend(), lastInstance()), start::await);
    }

    private void verifyThatOneStands(int races, List<MessagingBackend> storers, Workers.Work start) {
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        List<GemstoneId> ids = TestMessages.ids(messages().next(races));
        Map<GemstoneId, Queue<Message>> accepted = new ConcurrentHashMap<>();
        ids.forEach(id -> accepted.put(id, new ConcurrentLinkedQueue<>()));
        for (int i = 0; i < storers.size(); i++) {
            MessagingBackend instance = storers.get(i);
            String storer = "storer-" + i;
            run().workers().start(storer, () -> {
                for (GemstoneId id : ids) {
                    Message own = messages()
                            .builder(id)
                            .payload(Map.of("storer", storer))
                            .build();
                    start.run();
                    if (isTaken(instance, topic, own)) {
                        accepted.get(id).add(own);
                    }
                }
            });
        }
        run().workers().join();
        List<Message> first = new ArrayList<>();
        for (GemstoneId id : ids) {
            verify().equal(
                            "how many of the different messages that were stored at once under id " + id
                                    + " were taken",
                            1,
                            accepted.get(id).size());
            first.addAll(accepted.get(id));
        }
        settle(topic, races);
        verify().sameFields("getMessagesForTopic", first, backend().getMessagesForTopic(topic), PAYLOAD);
        settleById(ids);
        verify().sameFields("getMessagesById", first, backend().getMessagesById(namespace(), ids), PAYLOAD);
        if (hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(backend(), topic, first);
            verify().sameFields("what is delivered", first, recorder.messages().subList(0, races), PAYLOAD);
        }
    }

    /** What else a store throws is for RD-13's other test; here all storers go on together. */
    private boolean isTaken(MessagingBackend instance, String topic, Message message) {
        try {
            instance.storeMessage(namespace(), topic, message);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    @Rule("RD-13")
    void rd13_anotherMessageUnderAStoredIdIsRejected() {
        Map<String, UnaryOperator<MessageBuilder>> changes = new LinkedHashMap<>();
        changes.put("payload", builder -> builder.payload(Map.of("text", "other")));
        changes.put("sender", builder -> builder.sender("somebody else"));
        changes.put("format", builder -> builder.format("other_format"));
        changes.put("ttl", builder -> builder.ttlSeconds(3_600));
        changes.put("thread", builder -> builder.thread(List.of()));
        changes.put("an unknown field", builder -> builder.field("unknown", 1));
        changes.put("one null more", builder -> builder.field("unknown", null));
        changes.put("the order of a list", builder -> builder.payload(Map.of("list", List.of(2, 1))));
        changes.put("the last of many characters", builder -> builder.payload(longText("b")));
        changes.forEach(this::verifyRejected);
    }

    private void verifyRejected(String changed, UnaryOperator<MessageBuilder> change) {
        String topic = topic();
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        Message first = differingFrom(changed);
        Message second = change.apply(first.toBuilder()).build();
        storeAll(topic, first);
        for (MessagingBackend instance : run().backends().instances()) {
            verify().refuses(
                            "storeMessage of a message that differs in " + changed + " from the one with its id",
                            RejectedMessageException.class,
                            () -> instance.storeMessage(namespace(), topic, second));
        }
        verifyEveryRead(backend(), topic, List.of(first));
        verifyStands(second, backend().getMessagesForTopic(topic));
        verifyStands(second, backend().getMessagesForTopicSince(topic, GemstoneId.ZERO));
        verifyStands(
                second,
                backend().getNextMessageForTopicSince(topic, GemstoneId.ZERO).stream()
                        .toList());
        verifyStands(second, backend().getMessagesById(namespace(), List.of(first.id())));
        if (hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(backend(), topic, List.of(first));
        }
    }

    private void verifyStands(Message second, List<Message> found) {
        verify().that(!found.contains(second), "the first message stands", () -> "the second is there: " + second);
    }

    private Message differingFrom(String changed) {
        return switch (changed) {
            case "the order of a list" ->
                messages().builder().payload(Map.of("list", List.of(1, 2))).build();
            case "the last of many characters" ->
                messages().builder().payload(longText("a")).build();
            default -> messages().next();
        };
    }

    /** As long as the backend takes, and longer than what is easily compared. */
    private Map<String, Object> longText(String end) {
        Object text = large(MORE_THAN_A_BUFFER).payload().get("text");
        return Map.of("text", text.toString().substring(1) + end);
    }

    @Rule("RD-14")
    void rd14_byIdAnswersInTheOrderAskedFor() {
        List<Message> stored = messages().shuffled(messages().nextOfMixedPriorities(60));
        List<String> topics = List.of(topic(), topic(), topic());
        for (int i = 0; i < stored.size(); i++) {
            backend().storeMessage(namespace(), topics.get(i % topics.size()), stored.get(i));
        }
        topics.forEach(topic -> settle(topic, stored.size() / topics.size()));
        List<Message> inIdOrder = TestMessages.inIdOrder(stored);
        List<Message> backwards = new ArrayList<>(inIdOrder);
        Collections.reverse(backwards);
        for (List<Message> asked : List.of(messages().shuffled(stored), backwards, inIdOrder)) {
            verify().messages(
                            "getMessagesById", asked, backend().getMessagesById(namespace(), TestMessages.ids(asked)));
        }
    }

    @Rule("RD-14")
    void rd14_byIdAnswersALargeRequestInTheOrderAskedFor() {
        List<Message> stored = messages().next(run().volumes().atMost(SHARE_OF_MANY));
        storeAll(topic(), stored);
        List<Message> asked = messages().shuffled(stored);
        settleById(TestMessages.ids(asked));
        verify().messages(
                        "getMessagesById of " + asked.size() + " ids",
                        asked,
                        backend().getMessagesById(namespace(), TestMessages.ids(asked)));
    }

    @Rule("RD-15")
    void rd15_byIdLeavesOutUnknownIdsAndRepeatsRepeatedOnes() {
        Message a = messages().next();
        Message b = messages().next();
        storeAll(topic(), a, b);
        GemstoneId unknown = messages().next().id();
        GemstoneId anotherUnknown = messages().next().id();
        byId("of no ids", List.of(), List.of());
        byId("of unknown ids", List.of(), List.of(unknown, anotherUnknown));
        byId(
                "with unknown ids among known ones",
                List.of(a, b),
                List.of(unknown, a.id(), anotherUnknown, b.id(), unknown));
        byId("of a repeated id", List.of(a, b, a, a), List.of(a.id(), b.id(), a.id(), a.id()));
        byId("of repeated and unknown ids", List.of(b, b), List.of(b.id(), unknown, unknown, b.id()));
        byId("of id 0", List.of(), List.of(GemstoneId.ZERO));
        GemstoneId own = a.id();
        GemstoneId twin = GemstoneId.of(Priority.URGENT, own.epochMillis(), own.machine(), own.sequence());
        byId(
                "of ids that differ from a stored one in priority, machine, sequence and time",
                List.of(),
                List.of(
                        twin,
                        GemstoneId.of(own.priority(), own.epochMillis(), own.machine() + 1, own.sequence()),
                        GemstoneId.of(own.priority(), own.epochMillis(), own.machine(), own.sequence() + 1),
                        GemstoneId.of(own.priority(), own.epochMillis() + 100_000, own.machine(), own.sequence())));
        Message urgent = messages().of(twin);
        storeAll(topic(), urgent);
        byId("of two ids that differ in priority only", List.of(urgent, a), List.of(twin, own));
    }

    private void byId(String what, List<Message> expected, List<GemstoneId> ids) {
        verify().sameMessages("getMessagesById " + what, expected, backend().getMessagesById(namespace(), ids));
    }

    @Rule("RD-16")
    void rd16_namespacesIsolateIds() {
        String base = run().names().unique();
        GemstoneId id = messages().nextId(Priority.NORMAL);
        // Namespace and topic joined carelessly give the same text for several of these.
        List<List<String>> places = List.of(
                List.of(base, "x:t"),
                List.of(base + ":x", "t"),
                List.of(base + ":x:t", base),
                List.of(base + ".x", base + "t1"),
                List.of(base + "_x", base + "t2"),
                List.of(base.toUpperCase(java.util.Locale.ROOT), base + "t3"),
                List.of(base + " ", base + "t4"));
        List<Message> stored = new ArrayList<>();
        for (List<String> place : places) {
            Message message =
                    messages().builder(id).payload(Map.of("place", place)).build();
            stored.add(message);
            backend().storeMessage(place.get(0), prefixed(base, place.get(1)), message);
        }
        for (int i = 0; i < places.size(); i++) {
            String namespace = places.get(i).get(0);
            settle(prefixed(base, places.get(i).get(1)), 1);
            verify().sameFields(
                            "getMessagesById of namespace '" + namespace + "'",
                            List.of(stored.get(i)),
                            backend().getMessagesById(namespace, List.of(id)),
                            Set.of("payload"));
        }
        verify().messages(
                        "getMessagesById of a namespace that nothing was stored in",
                        List.of(),
                        backend().getMessagesById(base + ":", List.of(id)));
    }

    @Rule("RD-16")
    void rd16_aTopicHasTheMessagesOfAllNamespaces() {
        String topic = topic();
        List<String> namespaces =
                List.of(namespace(), run().names().namespace(), run().names().namespace());
        List<Message> stored = messages().next(namespaces.size());
        Recorder recorder = recorder("a subscriber");
        if (hasSubscriptions()) {
            backend().subscribe(topic, recorder);
        }
        for (int i = 0; i < stored.size(); i++) {
            backend().storeMessage(namespaces.get(i), topic, stored.get(i));
        }
        settle(topic, stored.size());
        verify().sameMessages(
                        "a topic that messages of three namespaces were stored in",
                        stored,
                        backend().getMessagesForTopic(topic));
        for (int i = 0; i < stored.size(); i++) {
            verify().sameMessages(
                            "getMessagesById of one of three namespaces that share a topic",
                            List.of(stored.get(i)),
                            backend()
                                    .getMessagesById(
                                            namespaces.get(i),
                                            List.of(
                                                    stored.get(i).id(),
                                                    stored.get((i + 1) % stored.size())
                                                            .id())));
        }
        if (hasSubscriptions()) {
            stored.forEach(recorder::await);
        }
    }

    /** Topics are global, so even the odd ones carry what makes them this test's own. */
    private static String prefixed(String base, String topic) {
        return topic.startsWith(base) ? topic : topic + base;
    }

    @Rule("RD-22")
    void rd22_whatAReadReturnsIsIsolated() {
        MessagingBackend backend = backend();
        String topic = topic();
        List<Message> stored = messages().next(3);
        storeAll(topic, stored);
        List<GemstoneId> ids = TestMessages.ids(stored);
        List<Message> all = backend.getMessagesForTopic(topic);
        List<Message> since = fromTheStart(backend, topic, stored.get(0));
        List<Message> byId = backend.getMessagesById(namespace(), ids);
        Message late = messages().next();
        backend.storeMessage(namespace(), topic, late);
        settle(topic, 4);
        verify().sameMessages("a list that was read before another message was stored", stored, all);
        verify().sameMessages("a list that was read before another message was stored", stored, since);
        for (List<Message> list : List.of(all, since, byId)) {
            changeIfPossible(list, late);
        }
        stored.add(late);
        verifyEveryRead(backend, topic, stored);
    }

    @Rule("RD-22")
    void rd22_whatABackendTellsOfItselfIsIsolated() {
        MessagingBackend backend = backend();
        Set<Capability> declared = backend.capabilities();
        Set<Capability> before = Set.copyOf(declared);
        if (hasSubscriptions()) {
            SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(namespace());
            backend.subscribe(topic(), recorder("a subscriber"), inNamespace);
        }
        List<Subscriber> listed = backend.loadSubscribers(namespace());
        List<Subscriber> subscribers = List.copyOf(listed);
        changeIfPossible(declared, Capability.CROSS_PROCESS);
        changeIfPossible(listed, null);
        verify().equal("capabilities() after the caller changed what it was given", before, backend.capabilities());
        verify().equal(
                        "loadSubscribers() after the caller changed what it was given",
                        subscribers,
                        backend.loadSubscribers(namespace()));
    }

    private static <T> void changeIfPossible(java.util.Collection<T> read, T more) {
        List<Runnable> changes = List.of(
                () -> read.add(more),
                () -> {
                    if (read instanceof List<T> list) {
                        Collections.reverse(list);
                    }
                },
                () -> read.remove(read.iterator().next()),
                read::clear);
        for (Runnable change : changes) {
            try {
                change.run();
            } catch (UnsupportedOperationException | java.util.NoSuchElementException | NullPointerException e) {
                // An unmodifiable collection is as good as a copy.
            }
        }
    }

    @Rule("RD-23")
    void rd23_whatTheCallerChangesAfterStoringChangesNothing() {
        String topic = topic();
        GemstoneId conversation = messages().nextId(Priority.NORMAL);
        List<Object> inner = new ArrayList<>(List.of("first"));
        Map<String, Object> payload = new HashMap<>(Map.of("version", 1, "list", inner));
        MessageBuilder builder =
                messages().builder().conversationId(conversation).payload(payload);
        Message first = builder.build();
        String firstJson = first.toJson();
        storeAll(topic, first);
        inner.add("second");
        payload.put("version", 2);
        builder.payload(payload).sender("somebody else");
        verifyEveryReadHas(CHANGED, backend(), topic, List.of(Message.fromJson(firstJson)));
        Message second = messages()
                .builder()
                .sender("somebody else")
                .format("other_format")
                .conversationId(conversation)
                .payload(payload)
                .build();
        backend().storeMessage(namespace(), topic, second);
        settle(topic, 2);
        verifyEveryReadHas(CHANGED, backend(), topic, List.of(Message.fromJson(firstJson), second));
    }

    @Rule("RD-24")
    void rd24_tenThousandMessagesInOneTopicAreAllThere() {
        String topic = topic();
        List<Message> stored = messages().next(run().volumes().atMost(MANY));
        storeAll(topic, stored);
        verify().sameMessages("getMessagesForTopic", stored, backend().getMessagesForTopic(topic));
        verify().sameMessages(
                        "getMessagesForTopicSince the start", stored, fromTheStart(backend(), topic, stored.get(0)));
        verify().sameMessages(
                        "getMessagesById of all",
                        stored,
                        backend().getMessagesById(namespace(), TestMessages.ids(stored)));
        List<Message> newerHalf = stored.subList(stored.size() / 2, stored.size());
        verify().sameMessages(
                        "getMessagesForTopicSince the middle",
                        newerHalf,
                        backend()
                                .getMessagesForTopicSince(
                                        topic, stored.get(stored.size() / 2 - 1).id()));
        Message last = stored.get(stored.size() - 1);
        verify().next(
                        "next of the last but one",
                        last,
                        backend()
                                .getNextMessageForTopicSince(
                                        topic, stored.get(stored.size() - 2).id()));
    }
}
