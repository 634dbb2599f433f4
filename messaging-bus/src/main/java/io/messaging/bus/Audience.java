package io.messaging.bus;

import io.messaging.administration.Administration;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Who is subscribed, as far as the backend can tell. Thread-safe. */
final class Audience {
    /**
     * How long a durable client or group is taken to be there without asking again. Both stay while they are away, until an
     * administrator forgets them.
     */
    static final Duration FRESH = Duration.ofSeconds(1);

    private static final int MOST_REMEMBERED = 1_000;

    /** A topic, and the client that asks who else is there. */
    private record Asked(String topic, String clientId) {}

    private final MessagingBackend backend;
    private final String namespace;

    /** When another durable client or group was there last. */
    private final Map<Asked, Long> lasting = new ConcurrentHashMap<>();

    private final LongSupplier nanoTime;

    /** Takes the view of a namespace, and its name. */
    Audience(MessagingBackend backend, String namespace) {
        this(backend, namespace, System::nanoTime);
    }

    Audience(MessagingBackend backend, String namespace, LongSupplier nanoTime) {
        this.backend = backend;
        this.namespace = namespace;
        this.nanoTime = nanoTime;
    }

    String namespace() {
        return namespace;
    }

    /** Empty where the backend does not know all subscribers, as one whose server is the Python framework's. */
    private Optional<List<Subscriber>> all() {
        try {
            Administration administration = backend.administration();
            return administration.listsAllSubscribers() ? Optional.of(administration.subscribers()) : Optional.empty();
        } catch (UnsupportedOperationException | MessagingException e) {
            // A server of the Python framework has no list. What else is wrong, the next call finds as well. And one
            // that reaches no other instance knows all there are.
            return backend.capabilities().contains(Capability.SHARED)
                    ? Optional.empty()
                    : Optional.of(backend.loadSubscribers(namespace));
        }
    }

    /** Those that the backend knows of. */
    List<Subscriber> known() {
        return all().orElseGet(() -> backend.loadSubscribers(namespace));
    }

    /** Throws where it is known that nobody but the sender is subscribed to the inbox of a recipient. */
    void requireRecipient(String recipientId, String inbox, String senderId) {
        if (isEmpty(inbox, senderId)) {
            throw new NoSubscriberException(
                    "recipient '" + recipientId + "' is not known: nobody is subscribed to topic '"
                            + inbox + "' of namespace '" + namespace
                            + "'; start it, have it subscribe to its inbox, or check the name");
        }
    }

    /**
     * Returns whether it is known that nobody gets what a client publishes to a topic. Durable clients and groups that are
     * away get it when they are back.
     */
    boolean isEmpty(String topic, String clientId) {
        Asked asked = new Asked(topic, clientId);
        long now = nanoTime.getAsLong();
        Long seen = lasting.get(asked);
        if (seen != null && now - seen < FRESH.toNanos()) {
            return false;
        }
        List<Subscriber> others = all().map(all -> all.stream()
                        .filter(subscriber -> subscriber.isOf(topic) && !clientId.equals(subscriber.clientId()))
                        .toList())
                .orElse(null);
        if (others == null) {
            return false;
        }
        if (lasting.size() >= MOST_REMEMBERED) {
            lasting.clear();
        }
        if (others.stream().anyMatch(subscriber -> subscriber.clientId() != null || subscriber.group() != null)) {
            lasting.put(asked, now);
        } else {
            lasting.remove(asked);
        }
        return others.isEmpty();
    }
}
