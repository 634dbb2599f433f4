package io.messaging.tck.rules.persistent;

import static io.messaging.backend.Capability.PERSISTENT;
import static io.messaging.backend.Capability.START_POSITION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What stays gone after a kill: PER-04. */
public class DeadlineRules {
    private static final Duration SHORT_TTL = Duration.ofSeconds(2);
    private static final long LONG_TTL_SECONDS = 3_600;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public DeadlineRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "PER-04", requires = PERSISTENT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per04_aTtlCountsOnWhileTheServerIsDown() {
        String topic = tck.topic();
        Message shortLived =
                messages.builder().ttlSeconds(SHORT_TTL.toSeconds()).build();
        List<Message> lasting =
                List.of(messages.builder().ttlSeconds(LONG_TTL_SECONDS).build(), messages.next());
        tck.store(topic, shortLived);
        tck.store(topic, lasting);
        storeLast();
        tck.restart(() -> tck.letTimePass(SHORT_TTL));
        MessagingBackend after = tck.open();
        // Soon: a ttl that had begun again would take longer.
        boolean gone = tck.awaiter()
                .until(
                        () -> after.getMessagesForTopic(topic).stream()
                                .noneMatch(message -> message.id().equals(shortLived.id())),
                        SHORT_TTL.dividedBy(2));
        verify.that(
                gone,
                "a message with a ttl of " + SHORT_TTL.toSeconds() + " s is gone when the server was down for so long",
                () -> "it can be read");
        verifyThere(after, topic, lasting);
    }

    /** The last store before a kill is for PER-01. */
    private void storeLast() {
        tck.store(tck.topic(), messages.next());
    }

    /** Reads, and a subscriber that starts with what is stored, find exactly these. */
    private void verifyThere(MessagingBackend after, String topic, List<Message> expected) {
        tck.reads().verify(after, topic, expected);
        if (tck.has(START_POSITION)) {
            Recorder recorder = tck.recorder("a subscriber that starts with what is stored, after a kill");
            after.subscribe(topic, recorder, SubscriptionOptions.plain().fromBeginning());
            recorder.awaitExactly(expected);
        }
    }

    @Rule(value = "PER-04", requires = PERSISTENT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per04_whatWasClearedStaysCleared() {
        String topic = tck.topic();
        String all = tck.topic();
        List<Message> later = messages.next(2);
        tck.store(topic, messages.next(5));
        tck.store(all, messages.next(5));
        clear(topic);
        tck.store(topic, later);
        clear(all);
        storeLast();
        tck.restart();
        MessagingBackend after = tck.open();
        verifyThere(after, topic, later);
        verify.empty("a topic that was cleared before a kill", after.getMessagesForTopic(all));
    }

    private void clear(String topic) {
        try {
            tck.backend().administration().clear(topic);
        } catch (UnsupportedOperationException e) {
            throw TckSkip.because("the backend has no administration() that clears");
        }
    }

    @Rule(value = "PER-04", requires = PERSISTENT)
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void per04_anIdThatWasRefusedIsRefusedAgain() {
        String topic = tck.topic();
        Message first = messages.next();
        Message other =
                messages.builder(first.id()).payload(Map.of("text", "another")).build();
        tck.store(topic, first);
        verify.refuses(
                "storing another message under a stored id",
                RejectedMessageException.class,
                () -> tck.store(topic, other));
        storeLast();
        tck.restart();
        MessagingBackend after = tck.open();
        Recorder recorder = tck.subscriber(after, topic, "a subscriber after a kill");
        verify.refuses(
                "storing another message under an id that was stored before a kill",
                RejectedMessageException.class,
                () -> tck.store(after, topic, other));
        tck.store(after, topic, first);
        verify.wholeMessages(
                "the topic whose message was stored before and after a kill",
                List.of(first),
                after.getMessagesForTopic(topic));
        if (tck.hasSubscriptions()) {
            recorder.awaitExactlyAndNoMore(after, topic, List.of());
        }
    }
}
