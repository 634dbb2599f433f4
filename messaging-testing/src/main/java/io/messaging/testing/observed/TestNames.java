package io.messaging.testing.observed;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.DurableClient;
import io.messaging.backend.Subscriber;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that a test uses, and those that a broker sees, which no other test uses. A topic keeps its form, so that
 * {@code namespace:topic} still means what it means to a broker. Immutable.
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

    /** Brokers put what names no namespace into the default one, which therefore becomes the test's own. */
    public String namespace(String own) {
        return own.equals(DEFAULT_NAMESPACE) ? space : space + "." + own;
    }

    /** Where brokers list subscribers that named no namespace. */
    String bareNamespace() {
        return space;
    }

    private String ownNamespace(String real) {
        if (real == null || !real.startsWith(space)) {
            return real;
        }
        return real.equals(space) ? DEFAULT_NAMESPACE : real.substring(space.length() + 1);
    }

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
                ownTopic(real.topic()), ownClient(real.clientId()), ownNamespace(real.namespace()), real.connected());
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

    /** A message as the test is to see it: only dead letters carry names of the broker's. */
    public Message own(Message real) {
        if (!real.format().equals(DeadLetter.FORMAT)) {
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

    /** Messages as the test is to see them. */
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
