package io.messaging.selftest.subscribing;

import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Patterns;
import java.util.List;

/** Takes a topic for a pattern: SUB-13. */
public final class Sub13OtherTopics {

    private Sub13OtherTopics() {}

    public static List<Mutant> all() {
        return List.of(
                Patterns.subscribed(
                                "SUB-13",
                                "delivers to the topics that a topic begins with",
                                (own, stored) -> stored.startsWith(own))
                        .perhapsBreaking("some of their names begin alike", "RD-18"),
                Patterns.subscribed(
                        "SUB-13",
                        "takes a star in a subscribed topic for a pattern",
                        (own, stored) -> own.contains("*")
                                && stored.matches(
                                        java.util.regex.Pattern.quote(own).replace("*", "\\E.*\\Q"))),
                Patterns.subscribed(
                        "SUB-13",
                        "takes > in a subscribed topic for a pattern",
                        (own, stored) -> own.endsWith(".>") && stored.startsWith(own.substring(0, own.length() - 1))),
                Mutant.shared("SUB-13", "delivers to the topics that a message names", "extra", () -> {
                    Deliveries deliveries = new Deliveries();
                    return correct ->
                            Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                message.topics().stream()
                                        .filter(named -> !named.equals(topic))
                                        .forEach(named -> deliveries.deliver(named, message));
                            });
                }));
    }
}
