package io.messaging.selftest.handmade;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Letters;
import io.messaging.spi.StartPositions;
import io.messaging.spi.delivery.FailureText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Subscriptions made by hand, on a correct store: plain and durable ones, dead letters, attempts, requeues. Correct as it
 * stands, and cut into steps that a faulty or an unusual backend overrides. One for each test, shared by its instances; its
 * lock guards all state, and no handler runs under it.
 */
public class Engine implements Fault {
    public final Map<String, List<Entry>> logs = new LinkedHashMap<>();
    public final Map<String, Client> clients = new LinkedHashMap<>();
    public final Set<Sub> subs = new LinkedHashSet<>();

    /** The ids of durable clients that are handling a message. */
    public final Set<String> busy = new HashSet<>();

    /** Set in handlers. */
    final ThreadLocal<Boolean> handling = new ThreadLocal<>();

    private final Map<String, Map<GemstoneId, Entry>> ids = new HashMap<>();
    private final List<EngineBackend> instances = new ArrayList<>();
    private final Runner runner;
    private final EngineDeliveries deliveries;

    public Engine() {
        this(new Runner.Threads());
    }

    public Engine(Runner runner) {
        this.runner = runner;
        deliveries = new EngineDeliveries(this, runner);
    }

    final boolean isHandlerThread() {
        return handling.get() != null;
    }

    @Override
    public final MessagingBackend open(MessagingBackend correct) {
        EngineBackend instance = new EngineBackend(this, correct);
        synchronized (this) {
            instances.add(instance);
        }
        return instance;
    }

    final void closed(EngineBackend instance) {
        synchronized (this) {
            instances.remove(instance);
            if (!instances.isEmpty()) {
                return;
            }
            logs.clear();
            ids.clear();
            clients.clear();
        }
        runner.close();
    }

    protected Set<Capability> capabilities(Set<Capability> ofStore) {
        return runner.capabilities(ofStore);
    }

    // ---- storing

    protected void store(EngineBackend instance, String namespace, String topic, Message message) {
        synchronized (this) {
            instance.store().storeMessage(namespace, topic, message); // refuses another one of this id
            Map<GemstoneId, Entry> known = ids.computeIfAbsent(topic, t -> new HashMap<>());
            Entry same = known.get(message.id());
            if (same == null || same.isExpired()) {
                Entry entry = Entry.of(namespace, message);
                known.put(message.id(), entry);
                log(topic).add(entry);
            }
        }
        pump();
    }

    final synchronized void cleared(String topic) {
        log(topic).replaceAll(Entry::cleared);
        ids.remove(topic);
    }

    public final List<Entry> log(String topic) {
        return logs.computeIfAbsent(topic, t -> new ArrayList<>());
    }

    // ---- subscribing

    protected Subscription subscribe(
            EngineBackend instance, String topic, MessageHandler handler, SubscriptionOptions options) {
        Sub sub;
        List<Sub> older = new ArrayList<>();
        synchronized (this) {
            boolean known = options.clientId()
                    .filter(id -> clients.containsKey(id + "\n" + topic))
                    .isPresent();
            int start = known ? 0 : start(topic, options);
            Client client =
                    options.clientId().map(id -> client(id, topic, options)).orElse(null);
            sub = new Sub(this, instance, topic, handler, options, client, start);
            if (client != null) {
                if (!known) {
                    client.lastKeyLeftOut = options.startsAfter()
                            .filter(after -> !after.equals(GemstoneId.ZERO))
                            .map(GemstoneId::chronologicalKey)
                            .orElse(-1L);
                }
                client.namespace = options.namespace().orElse(null);
                client.lastSeen = Instant.now();
                subs.stream().filter(one -> one.client == client).forEach(older::add);
            }
            subs.add(sub);
        }
        older.forEach(this::takeOver);
        pump();
        return sub;
    }

    /** Returns where a plain subscription starts, and refuses an id that is not there. Called with the lock. */
    protected int start(String topic, SubscriptionOptions options) {
        GemstoneId after = options.startsAfter().orElse(null);
        if (after == null) {
            return log(topic).size();
        }
        Entry known = ids.getOrDefault(topic, Map.of()).get(after);
        if (!after.equals(GemstoneId.ZERO) && (known == null || known.isExpired())) {
            throw StartPositions.unknown(topic, after);
        }
        return 0;
    }

    /** Whether a plain subscription's start leaves a message out. */
    protected boolean isLeftOut(Sub sub, Message message) {
        return sub.options
                .startsAfter()
                .filter(after -> !after.equals(GemstoneId.ZERO))
                .filter(after -> message.id().chronologicalKey() <= after.chronologicalKey())
                .isPresent();
    }

    protected void takeOver(Sub older) {
        older.end(SubscriptionEnd.Reason.TAKEN_OVER);
    }

    /** Finds or makes a client. */
    protected Client client(String id, String topic, SubscriptionOptions options) {
        return clients.computeIfAbsent(id + "\n" + topic, k -> new Client(id, topic));
    }

    protected synchronized List<Sub> subsOf(EngineBackend instance, String topic, String client) {
        return subs.stream()
                .filter(sub -> sub.instance == instance)
                .filter(sub -> topic == null || sub.topic.equals(topic))
                .filter(sub -> client == null || sub.isDurable() && sub.client.id.equals(client))
                .toList();
    }

    // ---- delivering

    /** Starts what can start. Called without the lock after every change. */
    public final void pump() {
        deliveries.start();
    }

    protected boolean mayStart(Sub sub) {
        return !sub.isDurable() || !busy.contains(sub.client.id);
    }

    /** What a subscription gets next, null for nothing. */
    protected Item next(Sub sub) {
        if (sub.isDurable() && !sub.client.requeued.isEmpty()) {
            return new Item(sub.client.requeued.peekFirst(), -1);
        }
        List<Entry> log = log(sub.topic);
        int index = sub.isDurable() ? sub.client.position : sub.cursor;
        while (index < log.size() && (log.get(index).isExpired() || leavesOut(sub, log.get(index)))) {
            if (sub.isDurable() && !sub.client.leavesOut(log.get(index).message())) {
                sub.client.lost++;
            }
            index++;
        }
        if (sub.isDurable()) {
            sub.client.position = index;
        } else {
            sub.cursor = index;
        }
        return index < log.size() ? new Item(log.get(index).message(), index) : null;
    }

    private boolean leavesOut(Sub sub, Entry entry) {
        return sub.isDurable() ? sub.client.leavesOut(entry.message()) : isLeftOut(sub, entry.message());
    }

    /** A message is about to be handled. */
    protected void taken(Sub sub, Item item) {
        if (!sub.isDurable()) {
            sub.cursor = item.index() + 1;
        }
    }

    /** A plain subscription's handler has failed. */
    protected void plainFailed(Sub sub, Throwable failure) {
        // It has lost this message only.
    }

    /** A subscription has ended. */
    protected void ended(Sub sub) {}

    /** For faults: sorts by id what a subscription has not got yet. */
    public final synchronized void sortRest(Sub sub) {
        List<Entry> log = log(sub.topic);
        int from = Math.min(log.size(), sub.isDurable() ? sub.client.position : sub.cursor);
        log.subList(from, log.size())
                .sort(Comparator.comparing(entry -> entry.message().id()));
    }

    protected int maxAttempts(Sub sub) {
        return sub.options.maxAttempts();
    }

    /** The pause after so many attempts. */
    protected Duration pause(Sub sub, int attempts) {
        return sub.options.retryBackoff().multipliedBy(1L << Math.min(20, attempts - 1));
    }

    protected synchronized void pause(Sub sub, Duration pause) {
        long deadline = System.nanoTime() + pause.toNanos();
        while (sub.active && deadline - System.nanoTime() > 0) {
            await(deadline - System.nanoTime());
        }
    }

    protected void handled(Sub sub, Item item) {
        settle(sub, item);
    }

    /** The last attempt has failed. */
    protected void failed(Sub sub, Item item, Throwable failure) {
        storeDeadLetter(sub, item.message(), failure);
        settle(sub, item);
    }

    /** An attempt has failed and the subscription has ended. */
    protected void abandoned(Sub sub, Item item) {
        // It comes again.
    }

    public final synchronized void settle(Sub sub, Item item) {
        if (item.index() < 0) {
            sub.client.requeued.remove(item.message());
        } else {
            sub.client.position = Math.max(sub.client.position, item.index() + 1);
        }
        sub.client.lastSeen = Instant.now();
    }

    protected void storeDeadLetter(Sub sub, Message message, Throwable failure) {
        if (DeadLetter.isDeadLetterTopic(sub.topic)) {
            return;
        }
        DeadLetter letter = letter(sub, message, failure);
        String namespace = namespace(sub, letter);
        storeLetter(sub, namespace, letter.toMessage(nextId()));
    }

    protected GemstoneId nextId() {
        return Letters.IDS.next();
    }

    protected DeadLetter letter(Sub sub, Message message, Throwable failure) {
        FailureText text = FailureText.of(failure);
        return new DeadLetter("Engine", sub.client.id, sub.topic, message, text.type(), text.message());
    }

    protected String namespace(Sub sub, DeadLetter letter) {
        return letter.namespace(sub.options.namespace().orElse(null));
    }

    /** For faults: stores a message that no subscription gets. */
    public final void storeOnly(EngineBackend instance, String namespace, String topic, Message message) {
        instance.store().storeMessage(namespace, topic, message);
    }

    public final void storeLetter(Sub sub, String namespace, Message letter) {
        try {
            store((EngineBackend) sub.instance, namespace, letter.topics().get(0), letter);
        } catch (MessagingException closed) {
            // Then nobody is there to read it.
        }
    }

    // ---- administration

    final synchronized List<Subscriber> subscribers() {
        List<Subscriber> all = new ArrayList<>();
        subs.stream()
                .filter(sub -> !sub.isDurable())
                .forEach(sub -> all.add(
                        new Subscriber(sub.topic, null, sub.options.namespace().orElse(null), true)));
        clients.values()
                .forEach(client ->
                        all.add(new Subscriber(client.topic, client.id, client.namespace, isConnected(client))));
        return all;
    }

    public final synchronized boolean isConnected(Client client) {
        return subs.stream().anyMatch(sub -> sub.client == client);
    }

    protected List<DurableClient> list() {
        synchronized (this) {
            return clients.values().stream().map(this::shown).toList();
        }
    }

    protected DurableClient shown(Client client) {
        List<Entry> log = log(client.topic);
        int ahead = Math.min(client.position, log.size());
        List<Entry> rest = log.subList(ahead, log.size()).stream()
                .filter(entry -> !client.leavesOut(entry.message()))
                .toList();
        long lag = rest.stream().filter(entry -> !entry.isExpired()).count();
        long lost = client.lost + rest.size() - lag;
        return new DurableClient(
                client.id,
                client.topic,
                client.namespace,
                isConnected(client),
                client.position,
                lag,
                client.inFlight,
                lost,
                client.lastSeen);
    }

    protected boolean forget(String clientId) {
        List<Sub> ending;
        boolean known;
        synchronized (this) {
            known = clients.values().removeIf(client -> client.id.equals(clientId));
            ending = subs.stream()
                    .filter(sub -> sub.isDurable() && sub.client.id.equals(clientId))
                    .toList();
        }
        ending.forEach(sub -> sub.end(SubscriptionEnd.Reason.UNSUBSCRIBED));
        return known;
    }

    protected void requeue(DeadLetter letter) {
        synchronized (this) {
            Client client = clients.get(letter.clientId() + "\n" + letter.originalTopic());
            if (client == null) {
                throw new IllegalArgumentException("client " + letter.clientId() + " is not known");
            }
            client.requeued.addFirst(letter.original());
        }
        pump();
    }

    /** Waits on the engine's lock, whatever becomes of the thread. */
    public final void await(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Thread.onSpinWait();
        }
    }
}
