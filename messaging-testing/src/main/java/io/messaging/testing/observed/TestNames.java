package io.messaging.testing.observed;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.Subscriber;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Translates between the names of a test and the names in the broker, which no other test uses. A topic keeps its form,
 * so that {@code namespace:topic} keeps its meaning for the broker. Immutable.
 */
public final class TestNames {
    private static final String DEFAULT_NAMESPACE = "default";

    private final String space;

    public TestNames(String space) {
        this.space = space;
    }

    public String topic(String own) {
        return own.indexOf(':') > 0 ? space + "." + own : space + ":" + own;
    }

    public boolean isOurs(String realTopic) {
        return realTopic.startsWith(space)
                && realTopic.length() > space.length()
                && (realTopic.charAt(space.length()) == ':' || realTopic.charAt(space.length()) == '.');
    }

    String ownTopic(String real) {
        return isOurs(real) ? real.substring(space.length() + 1) : real;
    }

    /**
     * Returns the broker's name. Brokers put names without a namespace into the default one, which becomes the test's
     * own.
     */
    public String namespace(String own) {
        return own.equals(DEFAULT_NAMESPACE) ? space : space + "." + own;
    }

    /** Returns the namespace of subscribers that named none. */
    String bareNamespace() {
        return space;
    }

    private String ownNamespace(String real) {
        if (real == null || !real.startsWith(space)) {
            return real;
        }
        return real.equals(space) ? DEFAULT_NAMESPACE : real.substring(space.length() + 1);
    }

    /** Returns the broker's name of a durable client or of a group. */
    public String client(String own) {
        return space + "." + own;
    }

    public boolean isOurClient(String real) {
        return real != null && real.startsWith(space + ".");
    }

    private String ownClient(String real) {
        return isOurClient(real) ? real.substring(space.length() + 1) : real;
    }

    public Subscriber own(Subscriber real) {
        return new Subscriber(
                ownTopic(real.topic()),
                ownClient(real.clientId()),
                ownNamespace(real.namespace()),
                real.connected(),
                ownClient(real.group()),
                real.prefix(),
                real.origin());
    }

    public SharedGroup own(SharedGroup real) {
        return new SharedGroup(
                ownClient(real.name()),
                ownTopic(real.topic()),
                ownNamespace(real.namespace()),
                real.orderedBy(),
                real.maxAttempts(),
                real.position(),
                real.lag(),
                real.inFlight(),
                real.retriesWaiting(),
                real.attempts(),
                real.lost(),
                real.lastSeen(),
                real.members());
    }

    public DurableClient own(DurableClient real) {
        return new DurableClient(
                ownClient(real.clientId()),
                ownTopic(real.topic()),
                ownNamespace(real.namespace()),
                real.connected(),
                real.position(),
                real.lag(),
                real.inFlight(),
                real.lost(),
                real.lastSeen());
    }

    /** Returns a message as the test sees it: only dead letters contain names of the broker. */
    public Message own(Message real) {
        if (!DeadLetter.isDeadLetter(real)) {
            return real;
        }
        try {
            DeadLetter letter = DeadLetter.fromMessage(real);
            return isOurs(letter.originalTopic())
                    ? renamed(letter, ownClient(letter.clientId()), ownTopic(letter.originalTopic()))
                            .toMessage(real.id())
                    : real;
        } catch (IllegalArgumentException noDeadLetter) {
            return real;
        }
    }

    /** Returns messages as the test sees them. */
    public List<Message> own(List<Message> real) {
        List<Message> own = new ArrayList<>(real);
        own.removeIf(Marks::isMark);
        own.replaceAll(this::own);
        return own;
    }

    /** The reverse of {@link #own(Message)} for a dead letter. */
    Message realDeadLetter(Message own) {
        DeadLetter letter = DeadLetter.fromMessage(own);
        return renamed(letter, client(letter.clientId()), topic(letter.originalTopic()))
                .toMessage(own.id());
    }

    private static DeadLetter renamed(DeadLetter letter, String clientId, String topic) {
        return new DeadLetter(
                letter.backend(), clientId, topic, letter.original(), letter.errorType(), letter.errorMessage());
    }
}
