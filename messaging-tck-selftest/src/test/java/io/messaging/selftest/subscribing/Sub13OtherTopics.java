package io.messaging.selftest.subscribing;

import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Patterns;

/** Takes a topic for a pattern: SUB-13. */
final class Sub13OtherTopics {
    static final Mutant TOPIC_PREFIXES = Patterns.subscribed(
                    "SUB-13",
                    "delivers to the topics that a topic begins with",
                    (own, stored) -> stored.startsWith(own))
            .perhapsBreaking("some of their names begin alike", "RD-18");

    static final Mutant STAR_PATTERN = Patterns.subscribed(
                    "SUB-13",
                    "treats a star in a subscribed topic as a pattern",
                    (own, stored) -> own.contains("*")
                            && stored.matches(java.util.regex.Pattern.quote(own).replace("*", "\\E.*\\Q")))
            .representative();

    static final Mutant GREATER_THAN_PATTERN = Patterns.subscribed(
                    "SUB-13",
                    "treats > in a subscribed topic as a pattern",
                    (own, stored) -> own.endsWith(".>") && stored.startsWith(own.substring(0, own.length() - 1)))
            .inEveryBuild();

    static final Mutant NAMED_TOPICS = Mutant.of("SUB-13", "delivers to the topics that a message names")
            .sharedFault("extra", () -> {
                Deliveries deliveries = new Deliveries();
                return correct -> Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                    backend.storeMessage(namespace, topic, message);
                    message.topics().stream()
                            .filter(named -> !named.equals(topic))
                            .forEach(named -> deliveries.deliver(named, message));
                });
            });
}
