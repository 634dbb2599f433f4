package io.messaging.tck.rules.reading;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What reads by id promise, and all reads: RD-14 to RD-16, RD-22 to RD-24. */
public class StoringRules {
    private static final int MANY = 10_000;
    private static final int MANY_ASKED = 500;

    private static final int SHARE_OF_MANY = 3_000;

    private static final Set<String> PAYLOAD = Set.of("payload");
    private static final Set<String> CHANGED = Set.of("payload", "sender", "format", "conversation_id");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public StoringRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-14")
    void rd14_byIdAnswersInTheOrderAskedFor() {
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(60));
        List<String> topics = List.of(tck.topic(), tck.topic(), tck.topic());
        for (int i = 0; i < stored.size(); i++) {
            tck.store(topics.get(i % topics.size()), stored.get(i));
        }
        topics.forEach(topic -> tck.settle(topic, stored.size() / topics.size()));
        List<Message> inIdOrder = TestMessages.inIdOrder(stored);
        List<Message> backwards = new ArrayList<>(inIdOrder);
        Collections.reverse(backwards);
        for (List<Message> asked : List.of(messages.shuffled(stored), backwards, inIdOrder)) {
            verify.messages("getMessagesById", asked, tck.byId(TestMessages.ids(asked)));
        }
    }

    @Rule("RD-14")
    void rd14_byIdAnswersALargeRequestInTheOrderAskedFor() {
        List<Message> stored = messages.next(tck.volumes().atMost(SHARE_OF_MANY));
        tck.storeMany(tck.topic(), stored);
        List<Message> asked = messages.shuffled(stored);
        tck.settleById(TestMessages.ids(asked));
        verify.messages("getMessagesById of " + asked.size() + " ids", asked, tck.byId(TestMessages.ids(asked)));
    }

    @Rule("RD-15")
    void rd15_byIdLeavesOutUnknownIdsAndRepeatsRepeatedOnes() {
        Message a = messages.next();
        Message b = messages.next();
        tck.storeAll(tck.topic(), a, b);
        GemstoneId unknown = messages.next().id();
        GemstoneId anotherUnknown = messages.next().id();
        byId("of no ids", List.of(), List.of());
        byId("of unknown ids", List.of(), List.of(unknown, anotherUnknown));
        byId(
                "with unknown ids among known ones",
                List.of(a, b),
                List.of(unknown, a.id(), anotherUnknown, b.id(), unknown));
        byId("of a repeated id", List.of(a, b, a, a), List.of(a.id(), b.id(), a.id(), a.id()));
        byId("of repeated and unknown ids", List.of(b, b), List.of(b.id(), unknown, unknown, b.id()));
        byId("of id 0", List.of(), List.of(GemstoneId.ZERO));
        List<Message> many = new ArrayList<>();
        List<GemstoneId> manyIds = new ArrayList<>();
        for (int i = 0; i < MANY_ASKED; i++) {
            many.addAll(List.of(a, b));
            manyIds.addAll(List.of(b.id(), unknown, a.id()));
        }
        byId("of many ids, repeated and unknown", many, manyIds);
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
        Message urgent = messages.of(twin);
        tck.storeAll(tck.topic(), urgent);
        byId("of two ids that differ in priority only", List.of(urgent, a), List.of(twin, own));
    }

    private void byId(String what, List<Message> expected, List<GemstoneId> ids) {
        verify.sameMessages("getMessagesById " + what, expected, tck.byId(ids));
    }

    @Rule("RD-16")
    void rd16_namespacesIsolateIds() {
        String base = tck.uniqueName();
        GemstoneId id = messages.nextId(Priority.NORMAL);
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
                    messages.builder(id).payload(Map.of("place", place)).build();
            stored.add(message);
            tck.backend().storeMessage(place.get(0), prefixed(base, place.get(1)), message);
        }
        for (int i = 0; i < places.size(); i++) {
            String namespace = places.get(i).get(0);
            tck.settle(prefixed(base, places.get(i).get(1)), 1);
            verify.sameFields(
                    "getMessagesById of namespace '" + namespace + "'",
                    List.of(stored.get(i)),
                    tck.backend().getMessagesById(namespace, List.of(id)),
                    Set.of("payload"));
        }
        verify.messages(
                "getMessagesById of a namespace that nothing was stored in",
                List.of(),
                tck.backend().getMessagesById(base + ":", List.of(id)));
    }

    @Rule("RD-16")
    void rd16_aTopicHasTheMessagesOfAllNamespaces() {
        String topic = tck.topic();
        List<String> namespaces = List.of(tck.namespace(), tck.newNamespace(), tck.newNamespace());
        List<Message> stored = messages.next(namespaces.size());
        Recorder recorder = tck.subscriber(topic, "a subscriber");
        for (int i = 0; i < stored.size(); i++) {
            tck.backend().storeMessage(namespaces.get(i), topic, stored.get(i));
        }
        tck.settle(topic, stored.size());
        verify.sameMessages(
                "a topic that messages of three namespaces were stored in",
                stored,
                tck.backend().getMessagesForTopic(topic));
        for (int i = 0; i < stored.size(); i++) {
            verify.sameMessages(
                    "getMessagesById of one of three namespaces that share a topic",
                    List.of(stored.get(i)),
                    tck.backend()
                            .getMessagesById(
                                    namespaces.get(i),
                                    List.of(
                                            stored.get(i).id(),
                                            stored.get((i + 1) % stored.size()).id())));
        }
        if (tck.hasSubscriptions()) {
            stored.forEach(recorder::await);
        }
    }

    /** Topics are global, so even the odd ones carry what makes them this test's own. */
    private static String prefixed(String base, String topic) {
        return topic.startsWith(base) ? topic : topic + base;
    }

    @Rule("RD-22")
    void rd22_whatAReadReturnsIsIsolated() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<Message> stored = messages.next(3);
        tck.storeAll(topic, stored);
        List<GemstoneId> ids = TestMessages.ids(stored);
        List<Message> all = backend.getMessagesForTopic(topic);
        List<Message> since = tck.reads().fromTheStart(backend, topic, stored.get(0));
        List<Message> byId = backend.getMessagesById(tck.namespace(), ids);
        Message late = messages.next();
        tck.store(backend, topic, late);
        tck.settle(topic, 4);
        verify.sameMessages("a list that was read before another message was stored", stored, all);
        verify.sameMessages("a list that was read before another message was stored", stored, since);
        for (List<Message> list : List.of(all, since, byId)) {
            changeIfPossible(list, late);
        }
        stored.add(late);
        tck.reads().verify(backend, topic, stored);
    }

    @Rule("RD-22")
    void rd22_whatABackendTellsOfItselfIsIsolated() {
        MessagingBackend backend = tck.backend();
        Set<Capability> declared = backend.capabilities();
        Set<Capability> before = Set.copyOf(declared);
        List<String> topics = List.of(tck.topic(), tck.topic(), tck.topic());
        if (tck.hasSubscriptions()) {
            SubscriptionOptions inNamespace = SubscriptionOptions.plain().namespace(tck.namespace());
            topics.forEach(topic -> backend.subscribe(topic, tck.recorder("a subscriber"), inNamespace));
        }
        List<Subscriber> listed = backend.loadSubscribers(tck.namespace());
        List<Subscriber> subscribers = of(topics, listed);
        changeIfPossible(declared, Capability.CROSS_PROCESS);
        changeIfPossible(listed, null);
        verify.equal("capabilities() after the caller changed what it was given", before, backend.capabilities());
        verify.equal(
                "loadSubscribers() after the caller changed what it was given",
                subscribers,
                of(topics, backend.loadSubscribers(tck.namespace())));
    }

    /** Others come and go at the same time. */
    private static List<Subscriber> of(List<String> topics, List<Subscriber> subscribers) {
        return subscribers.stream()
                .filter(subscriber -> subscriber != null && topics.contains(subscriber.topic()))
                .toList();
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
        String topic = tck.topic();
        GemstoneId conversation = messages.nextId(Priority.NORMAL);
        List<Object> inner = new ArrayList<>(List.of("first"));
        Map<String, Object> payload = new HashMap<>(Map.of("version", 1, "list", inner));
        MessageBuilder builder = messages.builder().conversationId(conversation).payload(payload);
        Message first = builder.build();
        String firstJson = first.toJson();
        tck.storeAll(topic, first);
        inner.add("second");
        payload.put("version", 2);
        builder.payload(payload).sender("somebody else");
        tck.reads().verifyFields(CHANGED, tck.backend(), topic, List.of(Message.fromJson(firstJson)));
        Message second = messages.builder()
                .sender("somebody else")
                .format("other_format")
                .conversationId(conversation)
                .payload(payload)
                .build();
        tck.store(topic, second);
        tck.settle(topic, 2);
        tck.reads().verifyFields(CHANGED, tck.backend(), topic, List.of(Message.fromJson(firstJson), second));
    }

    @Rule("RD-24")
    void rd24_tenThousandMessagesInOneTopicAreAllThere() {
        String topic = tck.topic();
        List<Message> stored = messages.next(tck.volumes().exactly(MANY));
        tck.storeMany(topic, stored);
        tck.settle(topic, stored.size());
        verify.sameFields("getMessagesForTopic", stored, tck.backend().getMessagesForTopic(topic), PAYLOAD);
        verify.sameFields(
                "getMessagesForTopicSince the start",
                stored,
                tck.reads().fromTheStart(tck.backend(), topic, stored.get(0)),
                PAYLOAD);
        verify.sameFields("getMessagesById of all", stored, tck.byId(TestMessages.ids(stored)), PAYLOAD);
        List<Message> newerHalf = stored.subList(stored.size() / 2, stored.size());
        verify.sameMessages(
                "getMessagesForTopicSince the middle",
                newerHalf,
                tck.backend()
                        .getMessagesForTopicSince(
                                topic, stored.get(stored.size() / 2 - 1).id()));
        Message last = stored.get(stored.size() - 1);
        verify.next(
                "next of the last but one",
                last,
                tck.backend()
                        .getNextMessageForTopicSince(
                                topic, stored.get(stored.size() - 2).id()));
    }
}
