package io.messaging.bus;

import io.messaging.administration.Administration;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import java.util.List;
import java.util.Optional;

/**
 * Who is subscribed, as far as the backend can tell. Thread-safe.
 *
 * @param backend the view of the namespace
 * @param namespace its name
 */
record Audience(MessagingBackend backend, String namespace) {
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

    /**
     * Returns whether it is known that nobody gets what a client publishes to a topic. Durable clients and groups that are
     * away get it when they are back.
     */
    boolean isEmpty(String topic, String clientId) {
        return all().map(all -> all.stream()
                        .noneMatch(subscriber -> subscriber.isOf(topic) && !clientId.equals(subscriber.clientId())))
                .orElse(false);
    }
}
