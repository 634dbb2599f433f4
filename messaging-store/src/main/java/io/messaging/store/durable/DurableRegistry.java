package io.messaging.store.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.DeadLetters;
import io.messaging.store.MessageStore;
import io.messaging.store.journal.Journal;
import io.messaging.store.journal.Subject;
import io.messaging.store.log.RecordKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A broker's memory of durable clients: how far each has got in each topic, in storing order, and who claims it now.
 *
 * <p>Thread-safe: each client has a lock of its own, taken before a topic's and never with another client's.
 */
public final class DurableRegistry implements DurableClients {
    /** About what a client takes in the heap for each of its topics, apart from names. */
    private static final int BYTES = 640;

    private final MessageStore store;
    private final InstantSource clock;
    private final DeadLetters deadLetters;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final Journal journal;

    /**
     * Creates a registry of the clients that the store's log has, all of them away.
     *
     * @param store the messages, and where dead letters go
     * @param backendName the simple class name of the backend, for dead letters
     * @param clock for the time a client was last seen, and in the ids of dead letters
     */
    public DurableRegistry(MessageStore store, String backendName, InstantSource clock) {
        this(store, backendName, clock, store.journal());
    }

    DurableRegistry(MessageStore store, String backendName, InstantSource clock, Journal journal) {
        this.store = store;
        this.clock = clock;
        this.deadLetters = new DeadLetters(store, backendName, clock);
        this.journal = journal;
        journal.recovered(RecordKind.CLIENT).forEach(this::recover);
    }

    private void recover(Subject subject) {
        ClientRecords.Recovered recovered = ClientRecords.read(subject);
        ClientTopic state = recovered.state();
        Client client = clients.computeIfAbsent(recovered.clientId(), Client::new);
        client.topics.put(state.topic, state);
        subject.onSave(() -> save(client, state));
        store.takeForClient(bytes(client.id, state.topic));
    }

    private void save(Client client, ClientTopic state) {
        client.lock.lock();
        try {
            if (client.topics.get(state.topic) == state) {
                ClientRecords.write(client.id, state);
            }
        } finally {
            client.lock.unlock();
        }
    }

    /** Claims a client's messages; a new client starts with the topic's whole backlog. */
    public Attachment attach(
            String clientId, String topic, String namespace, long earlierClaim, Attachment.Owner owner) {
        return attach(clientId, topic, namespace, CursorStart.at(0), earlierClaim, owner);
    }

    /**
     * Claims a client's messages of a topic. A client that is known goes on where it was. An older claim to the same is closed
     * and its owner notified.
     *
     * @param clientId the client
     * @param topic the topic
     * @param namespace where its dead letters go, null for the default
     * @param start where a new client starts, and what it leaves out as long as it is known
     * @param earlierClaim the number of this instance's own earlier claim, where it claims again after it lost its
     *     connection; else {@link Attachment#NEW}
     * @param owner whom to tell; call {@link Attachment#next} once after this has returned
     * @return the claim
     * @throws ClaimLostException when another instance has claimed since the earlier claim, or the client was forgotten
     * @throws io.messaging.backend.StoreFullException when there is no room for a new topic or client
     * @throws RejectedMessageException when a name is too long
     * @throws IllegalArgumentException when a new client is to start behind a message that the topic does not hold
     */
    public Attachment attach(
            String clientId,
            String topic,
            String namespace,
            CursorStart start,
            long earlierClaim,
            Attachment.Owner owner) {
        while (true) {
            Client client = clients.computeIfAbsent(clientId, Client::new);
            Attachment older;
            Attachment attachment;
            client.lock.lock();
            try {
                if (client.isRetired()) {
                    continue; // dropped just now; the next look finds a new one
                }
                ClientTopic known = client.topics.get(topic);
                if (earlierClaim != Attachment.NEW && (known == null || known.claim != earlierClaim)) {
                    throw new ClaimLostException(client.id, topic, known != null);
                }
                attachment = known == null
                        ? attachNew(client, topic, namespace, start, owner)
                        : new Attachment(this, client, known, earlierClaim, owner);
                older = attachment.replace(namespace);
            } finally {
                dropIfIdle(client);
                client.lock.unlock();
            }
            if (older != null) {
                older.end(true);
            }
            return attachment;
        }
    }

    private Attachment attachNew(
            Client client, String topic, String namespace, CursorStart start, Attachment.Owner owner) {
        store.reserveForClient(client.id, bytes(client.id, topic));
        ClientTopic state = new ClientTopic(topic, start, journal.create());
        state.subject.onSave(() -> save(client, state));
        Attachment attachment = null;
        boolean remembered = false;
        try {
            attachment = new Attachment(this, client, state, Attachment.NEW, owner);
            state.namespace = namespace;
            state.startsWithout(store.goneSoFar(topic, state.position));
            if (journal.isKept()) {
                ClientRecords.write(client.id, state); // at once, so that who subscribes is told where that fails
            }
            client.topics.put(topic, state);
            remembered = true;
        } finally {
            if (!remembered) {
                forgetNew(state, attachment);
                store.releaseForClient(bytes(client.id, topic));
            }
        }
        return attachment;
    }

    private void forgetNew(ClientTopic state, Attachment attachment) {
        if (attachment != null) {
            attachment.closeCursor();
        }
        state.subject.discard();
    }

    private static long bytes(String clientId, String topic) {
        return BYTES + 2L * (clientId.length() + topic.length());
    }

    Cursor openCursor(String topic, CursorStart start, Runnable onNew) {
        return store.openCursor(topic, start, onNew);
    }

    /** Called under the client's lock. */
    void dropIfIdle(Client client) {
        if (client.retireIfIdle()) {
            clients.remove(client.id, client);
        }
    }

    /**
     * {@return whether some client, here or away, has a place in a topic, so that its positions must hold}
     *
     * @param topic the topic
     */
    public boolean hasClientOf(String topic) {
        return clients.values().stream().anyMatch(client -> {
            client.lock.lock();
            try {
                return client.topics.containsKey(topic);
            } finally {
                client.lock.unlock();
            }
        });
    }

    long nowMillis() {
        return clock.millis();
    }

    /** Returns an origin as of now, null for null. */
    Origin since(Origin origin) {
        return origin == null ? null : origin.at(clock.instant());
    }

    DeadLetters deadLetters() {
        return deadLetters;
    }

    /** {@return the durable subscribers of all namespaces, connected or away} */
    public Stream<Subscriber> subscribers() {
        return all(DurableRegistry::subscriber).stream();
    }

    private static Subscriber subscriber(Client client, ClientTopic state) {
        Attachment attachment = state.attachment;
        return new Subscriber(state.topic, client.id, state.namespace, attachment != null)
                .from(attachment == null ? null : attachment.origin());
    }

    @Override
    public List<DurableClient> list() {
        return all(this::describe);
    }

    private <T> List<T> all(BiFunction<Client, ClientTopic, T> view) {
        List<T> all = new ArrayList<>();
        for (Client client : clients.values()) {
            client.lock.lock();
            try {
                client.topics.values().forEach(state -> all.add(view.apply(client, state)));
            } finally {
                client.lock.unlock();
            }
        }
        return all;
    }

    private DurableClient describe(Client client, ClientTopic state) {
        return new DurableClient(
                client.id,
                state.topic,
                state.namespace,
                state.attachment != null,
                state.position,
                lag(state) + state.requeued.size(),
                state.attachment == null ? 0 : state.attachment.inFlight(),
                state.lost(goneAhead(state)),
                Instant.ofEpochMilli(state.lastSeenMillis));
    }

    private long goneAhead(ClientTopic state) {
        return state.attachment == null ? goneFrom(state.topic, state.position) : state.attachment.goneAhead();
    }

    long goneFrom(String topic, long position) {
        return store.goneFrom(topic, position);
    }

    long lag(ClientTopic state) {
        return store.countFrom(state.topic, state.next());
    }

    /** {@return how many clients there are, connected or away, whatever the number of their topics} */
    public int clientCount() {
        return clients.size();
    }

    @Override
    public boolean forget(String clientId) {
        Client client = clients.get(clientId);
        if (client == null) {
            return false;
        }
        List<Attachment> attached = new ArrayList<>();
        boolean known;
        long location = 0;
        client.lock.lock();
        try {
            known = !client.topics.isEmpty();
            if (journal.isKept()) {
                for (ClientTopic state : client.topics.values()) {
                    location = state.subject.forget(); // first, as it may fail
                }
            }
            for (ClientTopic state : client.topics.values()) {
                store.releaseForClient(bytes(clientId, state.topic));
                if (state.attachment != null) {
                    state.attachment.stopHandingOut();
                    attached.add(state.attachment);
                }
            }
            client.topics.clear();
            dropIfIdle(client);
        } finally {
            client.lock.unlock();
        }
        attached.forEach(attachment -> attachment.end(false));
        journal.awaitSafe(location);
        return known;
    }

    @Override
    public void requeue(Message deadLetter) {
        DeadLetter letter = DeadLetter.fromMessage(deadLetter);
        Client client = clients.get(letter.clientId());
        if (client == null) {
            throw unknown(letter);
        }
        Attachment attachment;
        long location = 0;
        client.lock.lock();
        try {
            ClientTopic state = client.topics.get(letter.originalTopic());
            if (state == null) {
                throw unknown(letter);
            }
            Requeued requeued =
                    new Requeued(state.nextRequeued(), letter.original().compact());
            location = journal.isKept() ? ClientRecords.requeue(state.subject, requeued) : location;
            state.requeued.add(requeued);
            state.requeuedBefore(requeued.number() + 1);
            attachment = state.attachment;
        } finally {
            client.lock.unlock();
        }
        if (attachment != null) {
            attachment.wake();
        }
        journal.awaitSafe(location);
    }

    private static IllegalArgumentException unknown(DeadLetter letter) {
        return new IllegalArgumentException("no durable client '" + letter.clientId() + "' of topic '"
                + letter.originalTopic()
                + "' exists (it may have been forgotten); it must subscribe before its dead letters "
                + "can be requeued");
    }
}
