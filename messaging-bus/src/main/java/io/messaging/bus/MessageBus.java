package io.messaging.bus;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.bus.conversation.History;
import io.messaging.config.MessagingConfig;
import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Names;
import io.messaging.message.Priority;
import io.messaging.spi.NamespacedBackend;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * A namespace of a backend, and the agents in it. Topic {@code t} of the bus is topic {@code namespace:t} of the backend, as the
 * Python framework writes it, so that agents in both languages meet.
 *
 * <pre>{@code
 * try (MessageBus bus = MessageBus.open(config, "shop")) {
 *     BusClient billing = bus.register("billing");
 *     billing.handle("orders", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 30)));
 *     BusClient desk = bus.register("desk");
 *     Invoice invoice = desk.request("orders", new Order("A1"), Invoice.class).get(5, SECONDS);
 * }
 * }</pre>
 *
 * <p>Every guarantee is the backend's, and so is every thread that runs handlers. Thread-safe.
 */
public final class MessageBus implements AutoCloseable {
    /** Shared by all buses of the JVM, so ids are unique. Continues from the last id if the clock is set back. */
    private static final GemstoneGenerator IDS = GemstoneGenerator.monotonic(InstantSource.system());

    private final MessagingBackend root;
    private final MessagingBackend view;

    /** The backend that is closed with the bus; null where that is the program's affair. */
    private final MessagingBackend owned;

    /** The namespace that clients of a shared one come from; null in a namespace of their own. */
    private final String guild;

    private final BusNames names;
    private final Outbox outbox;
    private final Audience audience;

    /** Threads of the callbacks of requests, none while there are none. */
    private final HandlerThreads threads = new HandlerThreads("messaging-bus");

    private final Callbacks callbacks = new Callbacks(threads);
    private final Map<String, BusClient> clients = new ConcurrentHashMap<>();
    private final Map<String, MessageBus> shared = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private MessageBus(MessagingBackend root, MessagingBackend owned, BusNames names, String guild) {
        this.root = root;
        this.owned = owned;
        this.names = names;
        this.guild = guild;
        this.view = NamespacedBackend.of(root, names.namespace());
        this.outbox = new Outbox(view, names, guild, () -> closed);
        this.audience = new Audience(view, names.namespace());
    }

    /**
     * Opens a backend, and a bus on it, which closes the backend.
     *
     * @param config the backend
     * @param namespace the namespace, without a colon
     * @return an open bus, to be closed by the caller
     * @throws IllegalArgumentException when the namespace is null, blank, not encodable, or has a colon
     * @throws MessagingException as {@link MessagingConfig#createBackend}
     */
    public static MessageBus open(MessagingConfig config, String namespace) {
        BusNames names = new BusNames(namespace);
        MessagingBackend backend = Checks.notNull("config", config).createBackend();
        return new MessageBus(backend, backend, names, null);
    }

    /**
     * Returns a bus on a backend that the caller has opened, and that stays open when the bus is closed.
     *
     * @param backend any backend
     * @param namespace the namespace, without a colon
     * @return an open bus, to be closed by the caller
     * @throws IllegalArgumentException when the namespace is null, blank, not encodable, or has a colon
     */
    public static MessageBus of(MessagingBackend backend, String namespace) {
        return new MessageBus(Checks.notNull("backend", backend), null, new BusNames(namespace), null);
    }

    /**
     * Returns the bus of a namespace in which agents of several buses meet. The rules are those of any bus, except that a client
     * never gets what it sent itself. Messages say in {@code origin_guild_stack} that they come from this bus's namespace, and
     * at the backend a client's id is {@code namespace$id}.
     *
     * @param namespace the shared namespace, without a colon
     * @return the bus, the same one each time; it is closed with this one
     * @throws IllegalArgumentException when the namespace is that of this bus, null, blank, not encodable, or has a colon
     * @throws IllegalStateException when this is the bus of a shared namespace itself
     */
    public MessageBus inShared(String namespace) {
        requireOpen();
        if (guild != null) {
            throw new IllegalStateException("the bus of shared namespace '" + namespace()
                    + "' has no shared one of its own;" + " call inShared of the bus of '" + guild + "'");
        }
        BusNames ofShared = new BusNames(namespace);
        if (namespace.equals(namespace())) {
            throw new IllegalArgumentException(
                    "namespace is '" + namespace + "', which is that of the bus itself; give the shared one");
        }
        MessageBus bus = shared.computeIfAbsent(namespace, key -> {
            names.uses(namespace);
            ofShared.uses(namespace());
            return new MessageBus(root, null, ofShared, namespace());
        });
        if (closed) { // meanwhile
            bus.close();
            requireOpen();
        }
        return bus;
    }

    /** {@return the namespace} */
    public String namespace() {
        return names.namespace();
    }

    /** {@return the backend's view of the namespace, for reads and administration} Closing it closes the bus's subscriptions. */
    public MessagingBackend backend() {
        return view;
    }

    /**
     * Registers an agent whose id and name are the same.
     *
     * @param id the id
     * @return the client
     * @throws IllegalArgumentException as {@link #register(AgentTag)}
     */
    public BusClient register(String id) {
        return register(AgentTag.of(Names.require("id", id)));
    }

    /**
     * Registers an agent. Its id is unique in the namespace: it is the name under which the backend remembers how far durable
     * subscriptions have got.
     *
     * @param agent with an id
     * @return the client
     * @throws IllegalArgumentException when the id is null, blank or not encodable
     * @throws IllegalStateException when the id is registered already; the message says where. That it is in another process is
     *     known as long as it has a durable subscription, the backend can tell, and that process runs on this host
     */
    public BusClient register(AgentTag agent) {
        requireOpen();
        String id = Names.require("id", Checks.notNull("agent", agent).id());
        String clientId = guild == null ? id : guild + "$" + id;
        String here = Registrations.callingPlace();
        BusClient known = clients.get(id);
        Optional<String> place =
                known == null ? Registrations.elsewhere(audience, clientId) : Optional.of("at " + known.place());
        BusClient client = new BusClient(this, agent.name() == null ? AgentTag.of(id) : agent, clientId, here);
        if (place.isEmpty()) {
            place = Optional.ofNullable(clients.putIfAbsent(id, client)).map(other -> "at " + other.place());
        }
        if (place.isPresent()) {
            throw new IllegalStateException("client '" + id + "' of namespace '" + namespace()
                    + "' is registered already, " + place.get() + "; unregister it there, or use another id");
        }
        Registrations.add(namespace(), clientId, here);
        if (closed) { // meanwhile
            unregister(client);
            requireOpen();
        }
        return client;
    }

    /**
     * Unregisters a client as {@link BusClient#close} does.
     *
     * @param id its id
     * @return whether there was one
     */
    public boolean unregister(String id) {
        BusClient client = clients.get(Names.require("id", id));
        if (client != null) {
            unregister(client);
        }
        return client != null;
    }

    void unregister(BusClient client) {
        if (clients.remove(client.id(), client)) {
            client.end(new BackendClosedException("client '" + client.id() + "' was unregistered; register it again"));
            Registrations.remove(namespace(), client.clientId(), client.place());
        }
    }

    static GemstoneId nextId(Priority priority) {
        return IDS.next(priority);
    }

    Outbox outbox() {
        return outbox;
    }

    Audience audience() {
        return audience;
    }

    Executor callbacks() {
        return callbacks;
    }

    History history() {
        return new History(view, names.namespace());
    }

    String guild() {
        return guild;
    }

    void requireOpen() {
        if (closed) {
            throw outbox.closedException(null);
        }
    }

    /**
     * Waits until the bus or its backend is closed. For programs that do nothing but handle messages: all threads of a backend
     * are daemons.
     *
     * @throws InterruptedException when the waiting thread is interrupted; the bus stays open
     */
    public void awaitClosed() throws InterruptedException {
        view.awaitClosed();
    }

    /**
     * Ends requests with {@link BackendClosedException}, and closes the bus as {@link MessagingBackend#close} closes a backend:
     * handlers that are running may answer and publish until the limit of the backend. Closes the backend only where
     * {@link #open} has opened it. Idempotent, and may be called from a handler.
     */
    @Override
    public void close() {
        closed = true;
        try {
            List.copyOf(shared.values()).forEach(MessageBus::close);
            List.copyOf(clients.values()).forEach(client -> {
                client.endRequests(outbox.closedException(null));
                Registrations.remove(namespace(), client.clientId(), client.place());
            });
            view.close();
        } finally {
            threads.shutdown();
            clients.clear();
            if (owned != null) {
                owned.close();
            }
        }
    }

    @Override
    public String toString() {
        return "MessageBus[namespace=" + namespace() + (closed ? ", closed]" : "]");
    }
}
