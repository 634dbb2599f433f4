package io.messaging.tck.rules.persistent;

import static io.messaging.backend.Capability.PERSISTENT;
import static io.messaging.backend.Capability.START_POSITION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.OddNames;
import io.messaging.tck.sample.SampleMessages;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What is there after a kill: PER-01. No other rule runs beside these, as they may be killed with it. */
public class KillRules {
    private static final int KILLS = 3;
    private static final int MESSAGES_PER_LIFE = 150;
    private static final int LARGE_BYTES = 60_000;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public KillRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "PER-01", requires = PERSISTENT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per01_everyAcknowledgedStoreIsThereInTheSameOrderAfterAKill() {
        String topic = tck.topic();
        List<Writer> writers = new ArrayList<>();
        List<Message> orderBefore = List.of();
        MessagingBackend instance = tck.backend();
        for (int kill = 0; kill < KILLS; kill++) {
            List<Writer> ofThisLife = List.of(writer(instance, topic), writer(instance, topic));
            writers.addAll(ofThisLife);
            tck.workers().start("storer", ofThisLife.get(0)::storeOneByOne);
            tck.workers().start("async storer", ofThisLife.get(1)::storeAsync);
            int next = 1 + messages.random(MESSAGES_PER_LIFE);
            tck.awaiter().untilProgressEnds(() -> acknowledged(ofThisLife) >= next, () -> acknowledged(ofThisLife));
            tck.restart();
            tck.workers().join();
            instance = tck.open();
            orderBefore = verifyAfter(instance, topic, writers, orderBefore);
        }
    }

    private Writer writer(MessagingBackend instance, String topic) {
        return new Writer(tck, instance, topic, messages.shuffled(messages.nextOfMixedPriorities(MESSAGES_PER_LIFE)));
    }

    private static long acknowledged(List<Writer> writers) {
        return writers.stream()
                .mapToLong(writer -> writer.acknowledged().size())
                .sum();
    }

    /** A store that was not acknowledged may be there or not, and then whole. Returns the storing order. */
    private List<Message> verifyAfter(
            MessagingBackend backend, String topic, List<Writer> writers, List<Message> orderBefore) {
        List<Message> found = backend.getMessagesForTopic(topic);
        verify.that(found != null, "the topic after a kill is a list", () -> "null");
        Set<GemstoneId> ids = new HashSet<>(TestMessages.ids(found));
        List<Message> expected = new ArrayList<>();
        for (Writer writer : writers) {
            expected.addAll(writer.acknowledged());
            writer.inDoubt().stream()
                    .filter(message -> ids.contains(message.id()))
                    .forEach(expected::add);
        }
        verify.wholeMessages("the topic after a kill, with every acknowledged store", expected, found);
        return tck.has(START_POSITION) ? verifyOrder(backend, topic, writers, expected, orderBefore) : List.of();
    }

    private List<Message> verifyOrder(
            MessagingBackend backend,
            String topic,
            List<Writer> writers,
            List<Message> expected,
            List<Message> orderBefore) {
        Recorder recorder = tck.recorder("a subscriber that starts with what is stored, after a kill");
        Subscription subscription =
                backend.subscribe(topic, recorder, SubscriptionOptions.plain().fromBeginning());
        recorder.awaitCount(expected.size());
        subscription.close();
        List<Message> order = recorder.messages();
        verify.sameMessages("what " + recorder.name() + " receives", expected, order);
        for (Writer writer : writers) {
            List<Message> acknowledged = writer.acknowledged();
            Set<Message> ofWriter = new HashSet<>(acknowledged);
            verify.messages(
                    "the storing order of one caller's messages after a kill",
                    acknowledged,
                    order.stream().filter(ofWriter::contains).toList());
        }
        verify.messages(
                "the storing order of what was there before, after a kill",
                orderBefore,
                order.subList(0, Math.min(orderBefore.size(), order.size())));
        return order;
    }

    @Rule(value = "PER-01", requires = PERSISTENT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per01_everythingOfAMessageAndOfItsNamesIsThereAfterAKill() {
        Map<String, List<Message>> stored = new LinkedHashMap<>();
        for (String topic : OddNames.hostile(tck.topic())) {
            stored.put(topic, List.of(messages.next()));
        }
        List<Message> samples = new ArrayList<>(SampleMessages.generated(messages));
        samples.add(tck.large(LARGE_BYTES));
        stored.put(tck.topic(), samples);
        stored.forEach(tck::store);
        String otherNamespace = tck.newNamespace();
        Message sameId = messages.builder(samples.get(0).id())
                .payload(Map.of("namespace", "another"))
                .build();
        tck.backend().storeMessage(otherNamespace, tck.topic(), sameId);
        tck.restart();
        MessagingBackend after = tck.open();
        stored.forEach((topic, expected) -> tck.reads().verifyWhole(after, topic, expected));
        verify.wholeMessages(
                "getMessagesById in another namespace after a kill",
                List.of(sameId),
                after.getMessagesById(otherNamespace, List.of(sameId.id())));
    }
}
