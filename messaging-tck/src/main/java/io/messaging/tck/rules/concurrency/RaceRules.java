package io.messaging.tck.rules.concurrency;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.Capability;
import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.StartingLine;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.rules.durable.TestClients;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    /** Wherever the messages and the client's namespaces are. */
    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_aPositionIsTheClientsInAllNamespaces() {
        MessagingBackend backend = tck.backend();
        List<String> topics = List.of(tck.topic(), tck.topic());
        String client = clients.id();
        List<String> namespaces = List.of(tck.newNamespace(), tck.newNamespace());
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(8));
        List<Recorder> recorders = new ArrayList<>();
        List<List<Message>> expected = new ArrayList<>();
        for (int stay = 0; stay < 2; stay++) {
            SubscriptionOptions options = SubscriptionOptions.durable(client).namespace(namespaces.get(stay));
            List<Message> now = stored.subList(4 * stay, 4 * stay + 4);
            for (int i = 0; i < now.size(); i++) {
                for (String topic : topics) { // the same messages in both
                    backend.storeMessage(namespaces.get(i % 2), topic, now.get(i));
                    backend.storeMessage(namespaces.get(i % 2), topic, now.get(i)); // changes nothing
                }
            }
            List<Subscription> subscriptions = new ArrayList<>();
            for (String topic : topics) {
                Recorder recorder = tck.recorder("the client in namespace " + stay);
                recorders.add(recorder);
                expected.add(now);
                subscriptions.add(backend.subscribe(topic, recorder, options));
            }
            recorders.subList(2 * stay, 2 * stay + 2).forEach(recorder -> recorder.awaitCount(now.size()));
            subscriptions.forEach(Subscription::close);
        }
        Recorder.awaitExactly(recorders, expected);
    }

    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_idleClaimsAreTakenOverToo() {
        List<MessagingBackend> instances = new ArrayList<>(tck.instances());
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String otherTopic = tck.topic();
        String client = clients.id();
        Recorder other = tck.recorder("another client of the topic");
        Recorder elsewhere = tck.recorder("the client in another topic");
        Subscription otherClaim = backend.subscribe(topic, other, clients.durable(clients.id()));
        Subscription elsewhereClaim = backend.subscribe(otherTopic, elsewhere, clients.durable(client));
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(6));
        List<Recorder> recorders = new ArrayList<>();
        List<Subscription> claims = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            Recorder recorder = tck.recorder("claim " + i);
            recorders.add(recorder);
            claims.add(instances.get(i % instances.size()).subscribe(topic, recorder, clients.durable(client)));
            if (i > 0) {
                tck.verifyEnd(claims.get(i - 1), SubscriptionEnd.Reason.TAKEN_OVER);
            }
            tck.store(backend, topic, stored.get(i));
            recorder.await(stored.get(i));
        }
        verify.that(
                otherClaim.isActive() && elsewhereClaim.isActive(),
                "who takes over leaves other clients and the client's other topics alone",
                () -> "another client active: " + otherClaim.isActive() + ", another topic active: "
                        + elsewhereClaim.isActive());
        Message last = messages.next();
        tck.store(backend, otherTopic, last);
        List<Recorder> all = new ArrayList<>(recorders);
        all.add(other);
        all.add(elsewhere);
        List<List<Message>> expected =
                new ArrayList<>(stored.stream().map(List::of).toList());
        Collections.addAll(expected, stored, List.of(last));
        Recorder.awaitExactly(all, expected);
    }

    /** Nothing says whether it becomes a dead letter or comes again; but one of both. */
    @Rule(value = "DUR-04", requires = DURABLE_SUBSCRIPTION)
    void dur04_whatFailsAfterATakeOverIsNotLost() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.next(3);
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder older = tck.recorder("the older claim").throwing(message -> {
            handling.countDown();
            tck.await(release, "a newer claim takes over while a handler runs");
            throw new IllegalStateException("intended: fails when it was taken over");
        });
        Subscription olderClaim = backend.subscribe(topic, older, clients.durable(client));
        tck.storeInTurn(topic, stored);
        tck.await(handling, "the first message arrives");
        Recorder newer = tck.recorder("the newer claim");
        instance(1).subscribe(topic, newer, clients.durable(client));
        tck.verifyEnd(olderClaim, SubscriptionEnd.Reason.TAKEN_OVER);
        release.countDown();
        tck.workers().join();
        newer.await(stored.get(2));
        Message first = stored.get(0);
        boolean again = newer.has(first.id());
        verify.messages("what the newer claim receives", stored.subList(again ? 0 : 1, 3), newer.messages());
        if (!again) {
            clients.awaitLetter(DeadLetter.topicFor(topic), client, first);
        }
    }

    @Rule(
            value = "DUR-04",
            requires = {DURABLE_SUBSCRIPTION, Capability.SHARED})
    void dur04_aClosedInstanceTakesNoNewerClaimWithIt() {
        String topic = tck.topic();
        String client = clients.id();
        MessagingBackend backend = tck.backend();
        MessagingBackend leaving = tck.open();
        Recorder older = tck.recorder("the older claim");
        leaving.subscribe(topic, older, clients.durable(client));
        Message first = messages.next();
        tck.store(backend, topic, first);
        older.await(first);
        Recorder newer = tck.recorder("the newer claim");
        Subscription newerClaim = backend.subscribe(topic, newer, clients.durable(client));
        leaving.unsubscribe(topic);
        leaving.close();
        verify.that(
                newerClaim.isActive(),
                "a claim goes on when the instance that it was taken over from is closed",
                () -> "it has ended");
        newer.awaitExactlyAndNoMore(backend, topic, List.of());
    }
}
