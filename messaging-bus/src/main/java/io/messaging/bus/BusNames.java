package io.messaging.bus;

import io.messaging.message.Names;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The names of topics in one namespace: they never reach another one. Thread-safe. */
final class BusNames {
    private final String namespace;
    private final String prefix;

    /** Namespaces that the program uses besides this one. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();

    /** A namespace is what stands before the first colon of a topic, so it has none itself. */
    BusNames(String namespace) {
        Names.require("namespace", namespace);
        if (namespace.indexOf(':') >= 0) {
            throw new IllegalArgumentException("namespace is '" + namespace
                    + "', which has a colon; topics of the backend read namespace:topic, so use another character");
        }
        this.namespace = namespace;
        this.prefix = namespace + ":";
    }

    String namespace() {
        return namespace;
    }

    /** Has names with the prefix of another namespace refused. */
    void uses(String other) {
        others.add(other);
    }

    /** Returns the topic's name in the namespace; {@code namespace:topic} is {@code topic}. */
    String topic(String name) {
        Names.require("topic", name);
        String topic = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        if (!Names.isName(topic)) {
            throw new IllegalArgumentException(
                    "topic is '" + name + "', which has no topic name after the namespace; add one");
        }
        if (topic.startsWith(prefix)) {
            throw new IllegalArgumentException(
                    "topic is '" + name + "', which has the prefix of namespace '" + namespace + "' twice; remove one");
        }
        String first = Names.namespaceOf(topic).orElse("");
        if (others.contains(first)) {
            throw new IllegalArgumentException("topic is '" + name + "', which belongs to namespace '" + first
                    + "' and not to '" + namespace + "'; use a client of the bus of that namespace");
        }
        return topic;
    }
}
