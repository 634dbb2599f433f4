package io.messaging.tck.rules.concurrency;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.StartingLine;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.rules.durable.TestClients;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** Subscriptions that begin in the same instant as something else: SUB-05, DUR-01, DUR-04. */
public class RaceRules {
    private static final int RACING_MILLIS = 250;
    private static final int LEAST_RACES = 20;
    private static final int BURST = 5;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public RaceRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    /** One race of two that act in the same instant. */
    private record Race(Runnable other, Runnable own, Runnable afterwards) {}

    /** Lets two act at once, and looks at what came of it, race after race: the quicker the backend, the more of them. */
    private void race(IntFunction<Race> races) {
        StartingLine start = new StartingLine(tck.awaiter());
        StartingLine end = new StartingLine(tck.awaiter());
        AtomicReference<Race> current = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        tck.workers().start("racer", () -> {
            Race last = null;
            while (true) {
                Race before = last;
                // What comes of a race may take its time.
                tck.awaiter().untilProgressEnds(() -> over.get() || current.get() != before, System::nanoTime);
                if (over.get()) {
                    return;
                }
                last = current.get();
                start.await();
                last.other().run();
                end.await();
            }
        });
        try {
            long begin = System.nanoTime();
            long budget = TimeUnit.MILLISECONDS.toNanos(tck.volumes().share(RACING_MILLIS));
            for (int i = 0; i < LEAST_RACES || System.nanoTime() - begin < budget; i++) {
                Race race = races.apply(i);
                current.set(race);
                start.await();
                race.own().run();
                end.await();
                race.afterwards().run();
            }
        } finally {
            over.set(true);
        }
        tck.workers().join();
    }

    /** The first instance and the last, by turns. */
    private MessagingBackend instance(int race) {
        List<MessagingBackend> instances = tck.instances();
        return instances.get(race % instances.size());
    }

    private Message storeLast(String topic) {
        Message last = messages.next();
        tck.store(topic, last);
        return last;
    }

    @Rule(value = "SUB-05", requires = SUBSCRIPTION)
    void sub05_aSubscriptionThatBeginsInTheInstantOfAStoreHasNoGap() {
        race(i -> {
            String topic = tck.topic();
            List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(BURST));
            Recorder recorder = tck.recorder("who subscribes in the instant of a store");
            AtomicReference<Subscription> own = new AtomicReference<>();
            return new Race(
                    () -> stored.forEach(message -> tck.store(topic, message)),
                    () -> own.set(instance(i).subscribe(topic, recorder)),
                    () -> {
                        Message last = storeLast(topic);
                        recorder.await(last);
                        List<Message> all = new ArrayList<>(stored);
                        all.add(last);
                        List<Message> came = recorder.messages();
                        List<Message> end = all.subList(Math.max(0, all.size() - came.size()), all.size());
                        verify.messages("what came of " + all.size() + " messages from the first one on", end, came);
                        own.get().close();
                    });
        });
    }

    @Rule(value = "SUB-05", requires = SUBSCRIPTION)
    void sub05_subscriptionsThatBeginInOneInstantAllGetEverything() {
        race(i -> {
            String topic = tck.topic();
            Recorder first = tck.recorder("one of two that subscribe at once");
            Recorder second = tck.recorder("the other of two that subscribe at once");
            AtomicReferenceArray<Subscription> subscriptions = new AtomicReferenceArray<>(2);
            return new Race(
                    () -> subscriptions.set(0, tck.backend().subscribe(topic, first)),
                    () -> subscriptions.set(1, instance(i).subscribe(topic, second)),
                    () -> {
                        Message last = storeLast(topic);
                        first.await(last);
                        second.await(last);
                        subscriptions.get(0).close();
                        subscriptions.get(1).close();
                    });
        });
    }

    @Rule(value = "SUB-05", requires = SUBSCRIPTION)
    void sub05_aSubscriptionThatBeginsAsTheLastOneEndsIsInForce() {
        String topic = tck.topic();
        AtomicReference<Subscription> latest =
                new AtomicReference<>(tck.backend().subscribe(topic, tck.recorder("the first to leave")));
        race(i -> {
            Recorder recorder = tck.recorder("who subscribes as another leaves");
            AtomicReference<Subscription> own = new AtomicReference<>();
            return new Race(
                    () -> latest.get().close(), () -> own.set(instance(i).subscribe(topic, recorder)), () -> {
                        recorder.await(storeLast(topic));
                        latest.set(own.get());
                    });
        });
    }

    @Rule(value = "DUR-01", requires = DURABLE_SUBSCRIPTION)
    void dur01_aClientThatBeginsInTheInstantOfAStoreMissesNothing() {
        race(i -> {
            String topic = tck.topic();
            String client = clients.id();
            List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(BURST));
            Recorder recorder = tck.recorder("a client that begins in the instant of a store");
            if (i % 2 == 0) { // has been there before
                tck.backend()
                        .subscribe(topic, recorder, clients.durable(client))
                        .close();
            }
            int backlog = i % 3;
            tck.store(topic, stored.subList(0, backlog));
            AtomicReference<Subscription> own = new AtomicReference<>();
            return new Race(
                    () -> stored.subList(backlog, BURST).forEach(message -> tck.store(topic, message)),
                    () -> own.set(instance(i).subscribe(topic, recorder, clients.durable(client))),
                    () -> {
                        List<Message> all = new ArrayList<>(stored);
                        all.add(storeLast(topic));
                        recorder.await(all.get(BURST));
                        verify.messages("what " + recorder.name() + " receives", all, recorder.messages());
                        own.get().close();
                    });
        });
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_ofTwoClaimsInOneInstantOneTakesOver() {
        race(i -> {
            String topic = tck.topic();
            String client = clients.id();
            Recorder first = tck.recorder("one of two claims in one instant");
            Recorder second = tck.recorder("the other of two claims in one instant");
            AtomicReferenceArray<Subscription> claims = new AtomicReferenceArray<>(2);
            return new Race(
                    () -> claims.set(0, tck.backend().subscribe(topic, first, clients.durable(client))),
                    () -> claims.set(1, instance(i).subscribe(topic, second, clients.durable(client))),
                    () -> {
                        boolean oneEnds = tck.awaiter()
                                .until(() -> claims.get(0).isActive()
                                        != claims.get(1).isActive());
                        verify.that(
                                oneEnds,
                                "of two claims in one instant one is taken over",
                                () -> "active: " + claims.get(0).isActive() + ", "
                                        + claims.get(1).isActive());
                        boolean firstWins = claims.get(0).isActive();
                        tck.verifyEnd(claims.get(firstWins ? 1 : 0), SubscriptionEnd.Reason.TAKEN_OVER);
                        (firstWins ? first : second).await(storeLast(topic));
                        verify.equal(
                                "how often a message is delivered to two claims of one client",
                                1,
                                first.count() + second.count());
                        claims.get(0).close();
                        claims.get(1).close();
                    });
        });
    }
}
