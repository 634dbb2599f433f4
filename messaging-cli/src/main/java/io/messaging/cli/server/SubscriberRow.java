package io.messaging.cli.server;

import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.Origins;
import io.messaging.message.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A subscriber, with what is known of the durable client or the group that it is. Immutable.
 *
 * @param subscriber who
 * @param standing null for a plain subscriber, and where it is not known
 */
record SubscriberRow(Subscriber subscriber, Standing standing) {
    private static final Comparator<SubscriberRow> ORDER = Comparator.comparing(
                    (SubscriberRow row) -> row.subscriber().topic())
            .thenComparing(SubscriberRow::kind)
            .thenComparing(SubscriberRow::name);

    /**
     * Where a durable client or a group is.
     *
     * @param handled a number that grows with each message handled, or handed out to a group
     * @param lag messages still to be handled
     * @param inFlight those that it has
     * @param lastSeen when it last did something
     */
    record Standing(long handled, long lag, long inFlight, Instant lastSeen) {}

    /** Returns the subscribers of one namespace, or of all if it is null. */
    static List<SubscriberRow> read(MessagingBackend backend, String namespace) {
        List<DurableClient> clients = backend.capabilities().contains(Capability.DURABLE_SUBSCRIPTION)
                ? backend.durableClients().list()
                : List.of();
        List<SharedGroup> groups = backend.capabilities().contains(Capability.SHARED_SUBSCRIPTION)
                ? backend.sharedGroups().list()
                : List.of();
        Map<List<String>, Standing> standings = new LinkedHashMap<>();
        clients.forEach(client -> standings.put(
                List.of("durable", client.clientId(), client.topic()),
                new Standing(client.position(), client.lag(), client.inFlight(), client.lastSeen())));
        groups.forEach(group -> standings.put(
                List.of("shared", group.name(), group.topic()),
                new Standing(group.attempts(), group.lag(), group.inFlight(), group.lastSeen())));
        List<Subscriber> subscribers =
                namespace == null ? ofAll(backend, clients, groups) : backend.loadSubscribers(namespace);
        return subscribers.stream()
                .map(subscriber -> new SubscriberRow(subscriber, null))
                .map(row -> new SubscriberRow(row.subscriber(), standings.get(row.key())))
                .sorted(ORDER)
                .toList();
    }

    /** Where the backend cannot list all, returns those of the namespaces that are known. */
    private static List<Subscriber> ofAll(
            MessagingBackend backend, List<DurableClient> clients, List<SharedGroup> groups) {
        try {
            return backend.administration().subscribers();
        } catch (UnsupportedOperationException e) {
            return inAll(backend, namespaces(backend, clients, groups));
        }
    }

    /** Returns the namespaces that topics, clients and groups name. */
    private static Set<String> namespaces(
            MessagingBackend backend, List<DurableClient> clients, List<SharedGroup> groups) {
        Set<String> namespaces = new TreeSet<>(Set.of(Names.DEFAULT_NAMESPACE));
        clients.forEach(client -> of(client.topic(), client.namespace()).ifPresent(namespaces::add));
        groups.forEach(group -> of(group.topic(), group.namespace()).ifPresent(namespaces::add));
        try {
            backend.topics().forEach(topic -> of(topic, null).ifPresent(namespaces::add));
        } catch (UnsupportedOperationException e) {
            // Those of clients and groups are what there is.
        }
        return namespaces;
    }

    /** Returns each subscriber once, although those without a namespace are listed in every one. */
    private static List<Subscriber> inAll(MessagingBackend backend, Set<String> namespaces) {
        List<Subscriber> all = new ArrayList<>();
        for (String namespace : namespaces) {
            boolean first = namespace.equals(Names.DEFAULT_NAMESPACE);
            backend.loadSubscribers(namespace).stream()
                    .filter(subscriber -> of(subscriber.topic(), subscriber.namespace())
                            .map(namespace::equals)
                            .orElse(first))
                    .forEach(all::add);
        }
        return all;
    }

    private static Optional<String> of(String topic, String namespace) {
        return Optional.ofNullable(namespace).or(() -> Names.namespaceOf(topic));
    }

    /** Returns plain, prefix, durable or shared. */
    String kind() {
        if (subscriber.group() != null) {
            return "shared";
        }
        if (subscriber.clientId() != null) {
            return "durable";
        }
        return subscriber.prefix() ? "prefix" : "plain";
    }

    /** Returns the client or the group; empty for a plain subscriber. */
    String name() {
        if (subscriber.group() != null) {
            return subscriber.group();
        }
        return subscriber.clientId() == null ? "" : subscriber.clientId();
    }

    /** Returns since when it is connected, or away; null where that is not known. */
    Instant since() {
        if (subscriber.origin() != null) {
            return subscriber.origin().since();
        }
        return subscriber.connected() || standing == null ? null : standing.lastSeen();
    }

    List<String> key() {
        return List.of(kind(), name(), subscriber.topic());
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", subscriber.topic());
        tree.put("kind", kind());
        tree.put("client_id", subscriber.clientId());
        tree.put("group", subscriber.group());
        tree.put("namespace", subscriber.namespace());
        tree.put("connected", subscriber.connected());
        Origins.put(tree, subscriber.origin());
        tree.put("lag", standing == null ? null : standing.lag());
        tree.put("in_flight", standing == null ? null : standing.inFlight());
        tree.put("last_seen", standing == null ? null : standing.lastSeen().toString());
        return tree;
    }
}
