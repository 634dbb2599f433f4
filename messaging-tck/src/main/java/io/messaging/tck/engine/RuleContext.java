package io.messaging.tck.engine;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.sample.Names;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.TckSkip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Everything that one run of one test of a rule owns. Thread-safe, apart from its beginning and end. */
public final class RuleContext {
    private static final int SENSIBLE_BYTES = 512;
    private static final Duration SETTLING_TIME = Duration.ofMillis(200);
    private static final int MOST_IN_FLIGHT = 1_000;

    private final Harness harness;
    private final TckSettings settings;
    private final CallWatch watch = new CallWatch();
    private final Awaiter awaiter = new Awaiter(this::timeouts, this::progress);
    private final Verify verify;
    private final Names names;
    private final String namespace;
    private final TestMessages messages;
    private final Backends backends;
    private final Workers workers = new Workers(this);
    private final TopicReads reads = new TopicReads(this);
    private final Volumes volumes;
    private final Queue<Recorder> recorders = new ConcurrentLinkedQueue<>();
    private volatile Waits timeouts;

    public RuleContext(String rule, Harness harness, TckSettings settings, long seed) {
        this.harness = harness;
        this.settings = settings;
        verify = new Verify(rule);
        names = new Names(rule);
        namespace = names.namespace();
        messages = new TestMessages(new Random(seed));
        backends = new Backends(harness, watch, verify);
        volumes = new Volumes(this, settings.volumeFactor());
    }

    /** Returns the waits. The harness is asked when they are first needed, after the author's own extensions have run. */
    public Waits timeouts() {
        if (timeouts == null) {
            timeouts = settings.scaled(harness.timeouts().get());
        }
        return timeouts;
    }

    CallWatch watch() {
        return watch;
    }

    public Verify verify() {
        return verify;
    }

    public Awaiter awaiter() {
        return awaiter;
    }

    public TestMessages messages() {
        return messages;
    }

    public Workers workers() {
        return workers;
    }

    public TopicReads reads() {
        return reads;
    }

    public Volumes volumes() {
        return volumes;
    }

    /** Returns a new topic. */
    public String topic() {
        return names.topic();
    }

    /** Returns the namespace for tests that need just one. */
    public String namespace() {
        return namespace;
    }

    public String newNamespace() {
        return names.namespace();
    }

    /** Returns a text that occurs in no other run. */
    public String uniqueName() {
        return names.unique();
    }

    public MessagingBackend backend() {
        return backends.first();
    }

    public MessagingBackend secondBackend() {
        return backends.second();
    }

    /** Opens one more backend, besides the first and the second. */
    public MessagingBackend open() {
        return backends.open();
    }

    /** Opens one more backend where instances share their messages; otherwise returns the first. */
    public MessagingBackend anotherInstance() {
        return has(Capability.SHARED) ? open() : backend();
    }

    /** Returns the first backend, and where instances share their messages a second one. */
    public List<MessagingBackend> instances() {
        return has(Capability.SHARED) ? List.of(backend(), secondBackend()) : List.of(backend());
    }

    public boolean has(Capability capability) {
        return backends.capabilities().contains(capability);
    }

    public boolean hasSubscriptions() {
        return has(Capability.SUBSCRIPTION);
    }

    public Optional<Set<Capability>> expectedCapabilities() {
        return harness.expectedCapabilities().get();
    }

    public OtherProcess startOtherProcess() {
        return OtherProcess.start(this, harness.startOtherProcess());
    }

    /** Breaks every connection of the open backends; the next ones work. */
    public void cutConnections() {
        try {
            harness.cutConnections().run();
        } catch (TckSkip skip) {
            throw skip;
        } catch (Exception e) {
            throw verify.unexpected("cutConnections() cuts the connections", e);
        }
    }

    /** Kills what keeps the messages, and starts it again. */
    public void restart() {
        restart(() -> {});
    }

    public void restart(Runnable whileDown) {
        try {
            watch.call("restart(whileDown)", () -> {
                harness.restart().restart(whileDown);
                return null;
            });
        } catch (TckSkip skip) {
            throw skip;
        } catch (Exception e) {
            throw verify.unexpected("restart(whileDown) kills what keeps the messages, and starts it again", e);
        }
    }

    public void letTimePass(Duration duration) {
        harness.letTimePass().accept(duration);
        progress();
    }

    /** Notes that the test gets on, so that it is not taken for hanging. */
    public void progress() {
        watch.progress();
    }

    public Recorder recorder(String name) {
        Recorder recorder = new Recorder(name, this);
        recorders.add(recorder);
        return recorder;
    }

    /** Returns a message of so many bytes, or of as many as the backend takes. */
    public Message large(int bytes) {
        long most = backend().maxMessageBytes();
        return messages.ofSize(most < SENSIBLE_BYTES ? bytes : Math.min(bytes, most));
    }

    /** Subscribes a new recorder, where the backend has subscriptions. */
    public Recorder subscriber(String topic, String name) {
        return subscriber(backend(), topic, name);
    }

    public Recorder subscriber(MessagingBackend backend, String topic, String name) {
        Recorder recorder = recorder(name);
        if (hasSubscriptions()) {
            backend.subscribe(topic, recorder);
        }
        return recorder;
    }

    public void store(String topic, Message message) {
        store(backend(), topic, message);
    }

    public void store(String topic, List<Message> stored) {
        store(backend(), topic, stored);
    }

    public void store(MessagingBackend backend, String topic, Message message) {
        backend.storeMessage(namespace, topic, message);
    }

    /** Stores a message whose handler closes the backend, perhaps before the answer has come. */
    public void storeUnlessClosed(MessagingBackend backend, String topic, Message message) {
        try {
            store(backend, topic, message);
        } catch (BackendClosedException e) {
            // The handler was quicker.
        }
    }

    public void store(MessagingBackend backend, String topic, List<Message> stored) {
        stored.forEach(message -> store(backend, topic, message));
    }

    public CompletableFuture<Void> storeAsync(String topic, Message message) {
        return storeAsync(backend(), topic, message);
    }

    public CompletableFuture<Void> storeAsync(MessagingBackend backend, String topic, Message message) {
        return backend.storeMessageAsync(namespace, topic, message);
    }

    /** Stores many messages quickly: where they are more than fit at once, asynchronously, so many at a time. */
    public void storeMany(String topic, List<Message> stored) {
        if (stored.size() <= MOST_IN_FLIGHT) {
            store(topic, stored);
            return;
        }
        for (int from = 0; from < stored.size(); from += MOST_IN_FLIGHT) {
            List<Message> part = stored.subList(from, Math.min(from + MOST_IN_FLIGHT, stored.size()));
            List<CompletableFuture<Void>> underWay =
                    part.stream().map(message -> storeAsync(topic, message)).toList();
            for (CompletableFuture<Void> future : underWay) {
                await(future::isDone, "the future of an async store completes", "it does not");
                future.join();
                progress();
            }
        }
    }

    /** Reads messages of the test's namespace. */
    public List<Message> byId(List<GemstoneId> ids) {
        return backend().getMessagesById(namespace, ids);
    }

    /**
     * Stores one after the other, and then waits a moment until all can be read: how soon that must be is for RD-26 alone
     * to judge. When they do not show up, the test goes on and says what is missing.
     */
    public void storeAll(String topic, List<Message> stored) {
        store(topic, stored);
        settle(topic, stored.size());
    }

    public void storeAll(String topic, Message... stored) {
        storeAll(topic, List.of(stored));
    }

    public void settle(String topic, int count) {
        settle(backend(), topic, count);
    }

    public void settle(MessagingBackend backend, String topic, int count) {
        awaiter.until(() -> holds(backend.getMessagesForTopic(topic), count), SETTLING_TIME);
    }

    /** The same for reads by id. */
    public void settleById(List<GemstoneId> ids) {
        awaiter.until(() -> holds(byId(ids), ids.size()), SETTLING_TIME);
    }

    private static boolean holds(List<Message> found, int count) {
        return found == null || found.size() >= count;
    }

    /**
     * Stores one after the other from threads of their own, for handlers that run until all is stored: where the storing
     * thread runs the handler, its store returns later. The next store begins when the one before has returned or can be
     * read, so their order is certain on a busy machine too.
     */
    public void storeInTurn(String topic, List<Message> stored) {
        MessagingBackend backend = backend();
        List<Message> before = backend.getMessagesForTopic(topic);
        int count = before == null ? 0 : before.size();
        for (Message message : stored) {
            count++;
            int expected = count;
            Thread storer = workers.start("storer", () -> store(topic, message));
            awaiter.until(() -> {
                List<Message> found = backend.getMessagesForTopic(topic);
                return !storer.isAlive() || found != null && holds(found, expected);
            });
        }
    }

    /** A store that failed for want of a connection may be repeated: an equal message changes nothing (RD-12). */
    public void storeDespiteCuts(String topic, Message message) {
        boolean stored = awaiter.until(() -> {
            try {
                store(topic, message);
                return true;
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                return false;
            }
        });
        if (!stored) {
            throw verify.timeout(
                    "storing works again after the connection was cut",
                    "it does not",
                    IdDifference.missing(List.of(message.id())));
        }
    }

    /** Waits in a handler, not for ever. */
    public void await(CountDownLatch latch, String expectation) {
        await(() -> latch.getCount() == 0, expectation, "that did not happen");
    }

    /** Waits for what the rule demands. */
    public void await(BooleanSupplier condition, String expectation, String observation) {
        if (!awaiter.until(condition)) {
            throw verify.timeout(expectation, observation);
        }
    }

    public void verifyEnd(Subscription subscription, SubscriptionEnd.Reason reason) {
        CompletableFuture<SubscriptionEnd> end = subscription.ended().toCompletableFuture();
        await(end::isDone, "ended() of a subscription completes", "it does not");
        verify.equal("the reason that ended() gives", reason, end.join().reason());
    }

    /** Returns whether a delivery's subscription is the one that {@code subscribe} returned to the test. */
    public boolean isSame(Subscription returned, Subscription delivered) {
        return WatchedBackend.isSame(returned, delivered);
    }

    void require(Capability... capabilities) {
        for (Capability capability : capabilities) {
            if (!has(capability)) {
                throw TckSkip.lacks(capability);
            }
        }
    }

    /** Brings up what went wrong in handlers and threads that the test itself did not look at. */
    public void checkNoFailure() {
        recorders.forEach(Recorder::checkNoFailure);
        workers.checkNoFailure();
    }

    void closeBackends() {
        backends.closeAll();
    }

    /** Returns a name for the thread of the test. */
    String threadName() {
        return "tck-" + names.unique();
    }
}
