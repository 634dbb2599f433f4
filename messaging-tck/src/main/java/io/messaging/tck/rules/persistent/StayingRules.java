package io.messaging.tck.rules.persistent;

import static io.messaging.backend.Capability.PERSISTENT;
import static io.messaging.backend.Capability.PREFIX_SUBSCRIPTION;
import static io.messaging.backend.Capability.RECONNECT;
import static io.messaging.backend.Capability.START_POSITION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Plain subscriptions that stay open while what keeps the messages is killed and started again: PER-03. */
public class StayingRules {
    private static final int KILLS = 3;
    private static final int MESSAGES_PER_KILL = 60;

    private final RuleContext tck;
    private final TestMessages messages;

    public StayingRules(RuleContext tck) {
        this.tck = tck;
        messages = tck.messages();
    }

    @Rule(
            value = "PER-03",
            requires = {PERSISTENT, RECONNECT, SUBSCRIPTION})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per03_subscriptionsThatStayMissNothingAndGetNothingTwice() {
        String prefix = tck.newNamespace();
        String topic = prefix + ":topic";
        List<Recorder> recorders = new ArrayList<>(List.of(tck.subscriber(topic, "the subscriber that stays")));
        if (tck.has(START_POSITION)) {
            Recorder recorder = tck.recorder("the subscriber that started with what was stored, and stays");
            tck.backend().subscribe(topic, recorder, SubscriptionOptions.plain().fromBeginning());
            recorders.add(recorder);
        }
        if (tck.has(PREFIX_SUBSCRIPTION)) {
            Recorder recorder = tck.recorder("the subscriber to a prefix that stays");
            tck.backend().subscribe(TopicFilter.startingWith(prefix), recorder);
            recorders.add(recorder);
        }
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(KILLS * MESSAGES_PER_KILL));
        AtomicInteger done = new AtomicInteger();
        tck.workers().start("storer", () -> {
            for (Message message : stored) {
                tck.storeDespiteCuts(topic, message);
                done.incrementAndGet();
            }
        });
        for (int i = 0; i < KILLS; i++) {
            int next = i * MESSAGES_PER_KILL + messages.random(MESSAGES_PER_KILL);
            tck.awaiter().untilProgressEnds(() -> done.get() >= next, done::get);
            tck.restart();
        }
        tck.workers().join();
        Recorder.awaitExactly(recorders, Collections.nCopies(recorders.size(), stored));
    }

    @Rule(
            value = "PER-03",
            requires = {PERSISTENT, RECONNECT, SUBSCRIPTION})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per03_whatWaitsBehindAHandlerDuringAKillArrivesOnce() {
        String topic = tck.topic();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(MESSAGES_PER_KILL));
        CountDownLatch mayGoOn = new CountDownLatch(1);
        Recorder recorder = tck.recorder("the subscriber whose handler runs during the kill")
                .doing(message -> tck.await(mayGoOn, "the kill is over"));
        tck.backend().subscribe(topic, recorder);
        tck.storeInTurn(topic, stored);
        recorder.awaitCount(1);
        tck.restart();
        mayGoOn.countDown();
        recorder.awaitExactly(stored);
    }
}
