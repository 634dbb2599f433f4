package io.messaging.testing;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.RecordedEvent.Kind;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of one test's backends, in whatever process they are: who has opened what, who is subscribed, what each
 * subscription has handled. All of it is told by the backends themselves, see {@link Observer}. Thread-safe.
 */
final class TestHub implements Observer {
    private static final Map<String, TestHub> HUBS = new ConcurrentHashMap<>();

    /** A backend that is open. The backend itself is null where another process has it. */
    record OpenBackend(long number, String process, String where, MessagingBackend backend) {}

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
    private final AtomicLong numbers = new AtomicLong();
    private volatile boolean closed;

    TestHub(String space, Recording recording, DeliveryRules rules, Underneath underneath, InstantSource clock) {
        this.space = space;
        this.names = new TestNames(space);
        this.recording = recording;
        this.rules = rules;
        this.underneath = underneath;
        this.clock = clock;
        HUBS.put(space, this);
    }

    /** Finds the hub of a test that goes on in this process, or null. */
    static TestHub find(String space) {
        return HUBS.get(space);
    }

    TestNames names() {
        return names;
    }

    /** Opens an observed backend in this process. */
    MessagingBackend open(MessagingConfig target, String process) {
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
    public long subscribing(long backend, String topic, String clientId) {
        long number = numbers.incrementAndGet();
        topics.add(topic);
        subscriptions.put(number, new KnownSubscription(number, processOf(backend), topic, clientId));
        return number;
    }

    @Override
    public void subscribed(long subscription) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known != null) { // else it has ended already
            known.setInForce(underneath.idsIn(known.topic()));
            recording.note(
                    Kind.SUBSCRIBE,
                    known.process(),
                    known.topic(),
                    null,
                    known.clientId() == null ? "" : "client " + known.clientId());
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
    public int timesToDeliver(long subscription, Message message) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known == null) {
            return 1;
        }
        String from = storedBy.get(known.topic() + " " + message.id());
        int times = rules.times(new Faults.Delivery(from, known.process(), known.topic(), message), known.count());
        if (times == 0) {
            known.handled(message.id());
            recording.note(Kind.DROP, known.process(), known.topic(), message, "dropped by a rule");
        }
        return times;
    }

    @Override
    public long handling(long subscription, String thread, Message message) {
        KnownSubscription known = subscriptions.get(subscription);
        if (known == null) {
            return 0; // it has ended: what still runs is its last message
        }
        long event = recording.begin(Kind.DELIVERY, known.process(), thread, known.topic(), message);
        known.handling(event, message.id());
        return event;
    }

    @Override
    public void finished(long event, String failure) {
        subscriptions.values().forEach(known -> known.finished(event));
        recording.finish(event, failure);
    }

    /** A child process has ended, so nothing of it goes on. */
    void processEnded(String process) {
        subscriptions.values().removeIf(known -> known.process().equals(process));
        backends.values().removeIf(known -> known.process().equals(process) && known.backend() == null);
        recording.running().stream()
                .filter(event -> event.process().equals(process))
                .forEach(event -> recording.finish(event.number(), "the process ended"));
    }

    List<KnownSubscription> subscriptions() {
        return List.copyOf(subscriptions.values());
    }

    boolean isSubscribed(String process, String topic) {
        return subscriptions.values().stream()
                .anyMatch(known -> known.isInForce()
                        && known.process().equals(process)
                        && known.topic().equals(topic));
    }

    List<OpenBackend> openBackends() {
        return List.copyOf(backends.values());
    }

    /** Every topic that the test's backends have stored to or subscribed to. */
    List<String> topics() {
        return topics.stream().sorted().toList();
    }

    /** Who stored a message first; null where that was nobody whom the test knows. */
    String storedBy(String topic, GemstoneId id) {
        return storedBy.get(topic + " " + id);
    }

    /** Ends the test: the recording gets no more of what closing does. */
    void close() {
        closed = true;
        HUBS.remove(space, this);
    }

    /** Names of topics, for a broker's use. */
    Set<String> realTopics() {
        Set<String> real = new HashSet<>();
        topics.forEach(topic -> real.add(names.topic(topic)));
        return real;
    }
}
