package io.messaging.spi;

import io.messaging.administration.Subscriber;
import io.messaging.message.Names;

/**
 * How the names of a namespace are written in the backend that holds it: a topic t as {@code namespace:t}, as the Python
 * framework writes it. Immutable.
 *
 * @param namespace checked
 */
record NamespaceNames(String namespace) {
    private static final char SEPARATOR = ':';

    /** {@return the backend's topic; a name that begins with {@code namespace:} is that already} */
    String topic(String topic) {
        return contains(topic) ? topic : namespace + SEPARATOR + topic;
    }

    /** {@return whether a topic of the backend belongs to the namespace} */
    boolean contains(String topic) {
        return topic.length() > namespace.length()
                && topic.startsWith(namespace)
                && topic.charAt(namespace.length()) == SEPARATOR;
    }

    /** {@return the name in the namespace of a topic that it contains} */
    String shortTopic(String topic) {
        String rest = topic.substring(namespace.length() + 1);
        return Names.isName(rest) ? rest : topic;
    }

    /** {@return the backend's namespace: this one for its own name and for the default, others below it} */
    String namespace(String name) {
        return name.equals(namespace) || name.equals(Names.DEFAULT_NAMESPACE) ? namespace : topic(name);
    }

    /** {@return the name in this namespace of a namespace of the backend, null for null} */
    String shortNamespace(String name) {
        return name == null || !contains(name) ? name : shortTopic(name);
    }

    /** {@return a subscriber of a topic that the namespace contains, with the names in it} */
    Subscriber shortened(Subscriber subscriber) {
        return new Subscriber(
                shortTopic(subscriber.topic()),
                subscriber.clientId(),
                shortNamespace(subscriber.namespace()),
                subscriber.connected(),
                subscriber.group(),
                subscriber.prefix(),
                subscriber.origin());
    }
}
