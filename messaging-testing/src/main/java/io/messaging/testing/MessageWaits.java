package io.messaging.testing;

import io.messaging.message.Message;
import io.messaging.testing.space.Awaiting;
import io.messaging.testing.space.Quiescence;
import io.messaging.testing.space.TestSpace;
import io.messaging.testing.support.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Condition-based waits for messages. A condition that is not met within the test's time limit is an
 * {@link AssertionError} that says what was there instead. Thread-safe.
 */
public final class MessageWaits {
    private static final int SHOWN = 10;

    private final TestSpace space;
    private final Awaiting awaiting;
    private final Quiescence quiescence;

    MessageWaits(TestSpace space) {
        this(space, space.awaiting());
    }

    private MessageWaits(TestSpace space, Awaiting awaiting) {
        this.space = space;
        this.awaiting = awaiting;
        this.quiescence = Quiescence.of(space);
    }

    /**
     * Returns waits with another time limit.
     *
     * @param timeout more than zero
     * @return the same waits, with that limit
     */
    public MessageWaits within(Duration timeout) {
        return new MessageWaits(space, awaiting.within(timeout));
    }

    /**
     * Waits until a topic holds as many messages.
     *
     * @param topic the topic
     * @param count how many at least
     * @return the topic's messages, in id order
     */
    public List<Message> awaitMessages(String topic, int count) {
        return awaiting.until(
                () -> Optional.of(space.messages(topic)).filter(messages -> messages.size() >= count),
                () -> "expected " + count + " messages in '" + topic + "', and there are "
                        + shown(space.messages(topic)));
    }

    /**
     * Waits until a topic holds a message.
     *
     * @param topic the topic
     * @param predicate which message
     * @return the first such message, in id order
     */
    public Message awaitMatching(String topic, Predicate<? super Message> predicate) {
        return awaiting.until(
                () -> space.messages(topic).stream().filter(predicate).findFirst(),
                () -> "expected a message in '" + topic + "' that matches, and there are "
                        + shown(space.messages(topic)));
    }

    /**
     * Waits until any topic holds a message: any that a backend of this test has stored to or subscribed to.
     *
     * @param predicate which message
     * @return a first such message
     */
    public Message awaitMatching(Predicate<? super Message> predicate) {
        return awaiting.until(
                () -> all().stream().filter(predicate).findFirst(),
                () -> "expected a message that matches in any of the topics "
                        + space.hub().topics() + ", and there are " + shown(all()));
    }

    /**
     * Waits until any topic holds an answer to a message, such as the inbox of its sender.
     *
     * @param question the message
     * @return a first answer, an error message perhaps
     */
    public Message awaitReply(Message question) {
        return awaiting.until(
                () -> all().stream()
                        .filter(message -> message.inResponseTo()
                                .filter(question.id()::equals)
                                .isPresent())
                        .findFirst(),
                () -> "expected an answer to " + Texts.message(question) + " in any of the topics "
                        + space.hub().topics() + ", and there are " + shown(all()));
    }

    private List<Message> all() {
        List<Message> all = new ArrayList<>();
        space.hub().topics().forEach(topic -> all.addAll(space.messages(topic)));
        return all;
    }

    /**
     * Waits until nothing stored is undelivered and no handler is running, in any process. No more messages follow then,
     * as long as only handlers store.
     */
    public void awaitQuiescent() {
        String[] reason = {"nothing is known yet"};
        awaiting.until(
                () -> {
                    Optional<String> why = quiescence.reasonAgainst();
                    why.ifPresent(text -> reason[0] = text);
                    return why.isEmpty() ? Optional.of(true) : Optional.empty();
                },
                () -> "messages are still under way: " + reason[0]);
    }

    /**
     * Asserts that a topic is empty, after {@link #awaitQuiescent}.
     *
     * @param topic the topic
     */
    public void assertNothingPublished(String topic) {
        awaitQuiescent();
        List<Message> messages = space.messages(topic);
        if (messages.isEmpty() && space.hub().hasStoredIn(topic)) {
            throw new AssertionError(
                    "expected nothing in '" + topic + "', but messages were stored there and have expired");
        }
        if (!messages.isEmpty()) {
            throw new AssertionError("expected nothing in '" + topic + "', and there are " + shown(messages));
        }
    }

    static String shown(List<Message> messages) {
        if (messages.isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder().append(messages.size()).append(':');
        messages.stream().limit(SHOWN).forEach(message -> text.append("\n  ").append(Texts.message(message)));
        if (messages.size() > SHOWN) {
            text.append("\n  and ").append(messages.size() - SHOWN).append(" more");
        }
        return text.toString();
    }
}
