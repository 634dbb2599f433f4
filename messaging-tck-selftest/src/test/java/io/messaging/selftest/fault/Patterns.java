package io.messaging.selftest.fault;

/** Topics that are treated as patterns. */
public final class Patterns {
    private Patterns() {}

    public interface Match {
        boolean test(String own, String stored);
    }

    public static Mutant subscribed(String rule, String name, Match match) {
        return Mutant.of(rule, name).sharedFault("extra", () -> {
            Deliveries deliveries = new Deliveries();
            return correct -> Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                backend.storeMessage(namespace, topic, message);
                deliveries.topics().stream()
                        .filter(own -> !own.equals(topic) && match.test(own, topic))
                        .forEach(own -> deliveries.deliver(own, message));
            });
        });
    }
}
