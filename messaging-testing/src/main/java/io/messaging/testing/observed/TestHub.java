package io.messaging.testing.observed;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.event.Delivery;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.fault.DeliveryRules;
import io.messaging.testing.recording.Recording;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The state of one test's backends, in all processes: open backends, subscriptions, and the messages that each has
 * handled. The backends report it; see {@link Observer}. Thread-safe.
 */
public final class TestHub implements Observer {
    private static final Map<String, TestHub> HUBS = new ConcurrentHashMap<>();
    private static final Set<String> ENDED = ConcurrentHashMap.newKeySet();

    /** An open backend; null if another process has it. */
    public record OpenBackend(long number, String process, String where, MessagingBackend backend) {}

    private final String space;
    private final TestNames names;
    private final Recording recording;
    private final DeliveryRules rules;
    private final Underneath underneath;
    private final InstantSource clock;
    private final Map<Long, OpenBackend> backends = new ConcurrentHashMap<>();
    private final Map<Long, KnownSubscription> subscriptions = new ConcurrentHashMap<>();
    private final Map<String, String> storedBy = new ConcurrentHashMap<>();
    private final Set<String> topics = ConcurrentHashMap.newKeySet();
    private final Set<String> storedIn = ConcurrentHashMap.newKeySet();
    private final Set<String> everSubscribed = ConcurrentHashMap.newKeySet();
    private final HandlerErrors handlerErrors = new HandlerErrors();
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    public TestHub(String space, Recording recording, DeliveryRules rules, Underneath underneath, InstantSource clock) {
        this.space = space;
        this.names = new TestNames(space);
        this.recording = recording;
        this.rules = rules;
        this.underneath = underneath;
        this.clock = clock;
        HUBS.put(space, this);
    }

    /** Whether it was a test of this process that has ended. */
    static boolean hasEnded(String space) {
        return ENDED.contains(space);
    }

    /** Returns the hub of a running test of this process, or null. */
    static TestHub find(String space) {
        return HUBS.get(space);
    }

    public TestNames names() {
        return names;
    }

    /** Opens an observed backend in this process. */
    public MessagingBackend open(MessagingConfig target, String process) {
        ObservedMessagingBackend opened =
                new ObservedMessagingBackend(underneath.open(target), names, this, clock, process);
        backends.computeIfPresent(
                opened.number(), (number, known) -> new OpenBackend(number, process, known.where(), opened));
        return opened;
    }

    @Override
    public long opened(String process, String where) {
        long number = numbers.incrementAndGet();
        backends.put(number, new OpenBackend(number, process, where, null));
        return number;
    }

    @Override
    public void closed(long backend) {
        backends.remove(backend);
    }

    private String processOf(long backend) {
        OpenBackend known = backends.get(backend);
        return known == null ? "a closed backend" : known.process();
    }

    @Override
    public long storing(long backend, String thread, String topic, Message message) {
        String process = processOf(backend);
        topics.add(topic);
        storedBy.putIfAbsent(topic + " " + message.id(), process);
        return recording.begin(Kind.STORE, process, thread, topic, message);
    }

    @Override
    public long subscribing(
            long backend, String topic, String clientId, String group, GemstoneId startsAfter, String where) {
        long number = numbers.incrementAndGet();
        topics.add(topic);
        KnownSubscription known = new KnownSubscription(
                number,
                backend,
                processOf(backend),
                topic,
                clientId,
                group,
                startsAfter,
                where,
                underneath.idsIn(topic));
        subscriptions.put(number, known);
        return number;
    }

    @Override
    public void subscribed(long subscription) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known != null) { // else it has ended already
            known.setInForce(underneath.idsIn(known.topic()));
            everSubscribed.add(known.process() + "\n" + known.topic());
            recording.note(Kind.SUBSCRIBE, known.process(), known.topic(), null, known.role());
        }
    }

    @Override
    public void unsubscribed(long subscription) {
        KnownSubscription known = subscriptions.remove(subscription);
        if (known != null && !closed) {
            recording.note(Kind.UNSUBSCRIBE, known.process(), known.topic(), null, "");
        }
    }

    @Override
    public void marked(long subscription) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known != null) {
            known.marked();
            recording.wake();
        }
    }

    @Override
    public int timesToDeliver(long subscription, Message message) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known == null) {
            return 1;
        }
        String from = storedBy.get(known.topic() + " " + message.id());
        int times = rules.times(new Delivery(from, known.process(), known.topic(), message), known.count());
        if (times == 0) {
            recording.note(Kind.DROP, known.process(), known.topic(), message, "dropped by a rule");
        }
        return times;
    }

    @Override
    public long handling(long subscription, String thread, Message message) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known == null) {
            return 0; // it has ended while its last message is being handled
        }
        return recording.begin(Kind.DELIVERY, known.process(), thread, known.topic(), message);
    }

    /** After the end of the test, failures caused by closing are ignored; assertions always count. */
    @Override
    public void handlerFailed(long event, Throwable failure) {
        if (!closed || failure instanceof AssertionError) {
            handlerFailed(event, SafeLog.describe(failure), failure);
        }
    }

    void handlerFailed(long event, String text, Throwable failure) {
        recording.running().stream()
                .filter(delivery -> delivery.number() == event)
                .forEach(delivery -> handlerErrors.add(delivery, text, failure));
    }

    public HandlerErrors handlerErrors() {
        return handlerErrors;
    }

    @Override
    public void delivered(long subscription, Message message) {
        delivered(subscription, message.id());
    }

    void delivered(long subscription, GemstoneId id) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known != null) {
            known.delivered(id);
            recording.wake();
        }
    }

    @Override
    public void finished(long event, String failure) {
        RecordedEvent ended = recording.finish(event, failure);
        if (ended != null && ended.kind() == Kind.STORE && failure == null) {
            storedIn.add(ended.topic());
        }
    }

    /** A child process is about to start; what is known of an earlier one of that name is obsolete. */
    public void processStarts(String process) {
        everSubscribed.removeIf(entry -> entry.startsWith(process + "\n"));
    }

    /** A child process has ended, and with it its backends and handlers. */
    public void processEnded(String process) {
        subscriptions.values().removeIf(known -> known.process().equals(process));
        backends.values().removeIf(known -> known.process().equals(process) && known.backend() == null);
        recording.running().stream()
                .filter(event -> event.process().equals(process))
                .forEach(event -> recording.finish(event.number(), "the process ended"));
    }

    public List<KnownSubscription> subscriptions() {
        return List.copyOf(subscriptions.values());
    }

    /** Whether a process has subscribed since its start, even if it has unsubscribed since. */
    public boolean isSubscribed(String process, String topic) {
        return everSubscribed.contains(process + "\n" + topic);
    }

    public List<OpenBackend> openBackends() {
        return List.copyOf(backends.values());
    }

    /** Returns the topics that the test's backends have stored to or subscribed to. */
    public List<String> topics() {
        return topics.stream().sorted().toList();
    }

    /** Whether a backend of the test has stored to a topic. */
    public boolean hasStoredIn(String topic) {
        return storedIn.contains(topic);
    }

    /** Returns who stored a message first; null if unknown. */
    public String storedBy(String topic, GemstoneId id) {
        return storedBy.get(topic + " " + id);
    }

    /** Ends the test: closing is not recorded. */
    public void close() {
        closed = true;
        ENDED.add(space);
        HUBS.remove(space, this);
    }
}
