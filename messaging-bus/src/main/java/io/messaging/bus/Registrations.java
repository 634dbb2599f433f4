package io.messaging.bus;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where clients were registered. That a client id is in use elsewhere shows where the backend lists a connected subscriber of
 * that id in a process that is alive. Thread-safe.
 */
final class Registrations {
    /** Places in the program, by namespace and client id; of all buses of this JVM. */
    private static final Map<String, String> PLACES = new ConcurrentHashMap<>();

    private static final Set<String> OWN = Set.of(Registrations.class.getName(), MessageBus.class.getName());

    private Registrations() {}

    /** Returns the line of the program that called the bus. */
    static String callingPlace() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !OWN.contains(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("an unknown place"));
    }

    static void add(String namespace, String clientId, String place) {
        PLACES.put(key(namespace, clientId), place);
    }

    static void remove(String namespace, String clientId, String place) {
        PLACES.remove(key(namespace, clientId), place);
    }

    private static String key(String namespace, String clientId) {
        return namespace + ':' + clientId;
    }

    /** Returns where a client id is in use through another bus, empty if it is not known to be. */
    static Optional<String> elsewhere(Audience audience, String clientId) {
        return audience.known().stream()
                .filter(subscriber -> subscriber.connected() && clientId.equals(subscriber.clientId()))
                .flatMap(subscriber -> place(audience.namespace(), subscriber).stream())
                .findFirst();
    }

    /** A process that was killed may be listed for a while: it does not count. Nor does one whose end nobody here can see. */
    private static Optional<String> place(String namespace, Subscriber subscriber) {
        Origin origin = subscriber.origin();
        if (origin == null) {
            return Optional.empty();
        }
        Origin here = Origin.ofThisProcess(origin.since());
        if (origin.equals(here)) {
            return Optional.ofNullable(PLACES.get(key(namespace, subscriber.clientId())))
                    .map(line -> "at " + line + ", in another bus of this process");
        }
        boolean alive = origin.host().equals(here.host())
                && ProcessHandle.of(origin.processId())
                        .map(ProcessHandle::isAlive)
                        .orElse(false);
        return alive
                ? Optional.of("in process " + origin.processId() + " of host " + origin.host()
                        + ", which is subscribed to '" + subscriber.topic() + "' since " + origin.since())
                : Optional.empty();
    }
}
