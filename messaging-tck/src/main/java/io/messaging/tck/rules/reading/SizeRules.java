package io.messaging.tck.rules.reading;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How large a message may be: RD-21. */
public class SizeRules {
    /** The last two differ by one: in one of them a wide character lies across the end of a buffer, whatever its size. */
    private static final int[] SIZES_BYTES = {
        1_024, 60 * 1_024, 65_535, 65_536, 65_537, 1_024 * 1_024, 1_024 * 1_024 + 1
    };

    private static final int LARGE_BYTES = 1_024 * 1_024;
    private static final int LARGE_MESSAGES = 17; // more than 16 MiB together, which lengths of 24 bits cannot say
    private static final int LEAST_POWER = 9;
    private static final int GREATEST_POWER = 19;

    private static final String FOUR_BYTES = "🚀";

    private static final long LARGEST_TRIED_BYTES = 64L * 1_024 * 1_024;

    private static final Set<String> PAYLOAD = Set.of("payload");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public SizeRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("RD-21")
    void rd21_messagesOfAllSizesRoundTrip() {
        long most = tck.backend().maxMessageBytes();
        verify.that(most > 0, "maxMessageBytes() is above 0", () -> Long.toString(most));
        for (int size : SIZES_BYTES) {
            if (size <= most) {
                roundTripWithDelivery(messages.ofSize(size, FOUR_BYTES));
            }
            if (size <= most && size < LARGE_BYTES) {
                roundTripWithDelivery(messages.ofSize(size));
            }
        }
    }

    /** The sizes of buffers and of what lengths can say, and one more and one less. */
    @Rule("RD-21")
    void rd21_messagesOfEveryPowerOfTwoAreCarriedWhole() {
        List<Message> stored = new ArrayList<>();
        for (int power = LEAST_POWER; power <= GREATEST_POWER; power++) {
            for (int more = -1; more <= 1; more++) {
                if ((1 << power) + more <= tck.backend().maxMessageBytes()) {
                    stored.add(messages.ofSize((1 << power) + more));
                }
            }
        }
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber of messages of many sizes");
        tck.storeAll(topic, stored);
        tck.reads().verifyFields(PAYLOAD, tck.backend(), topic, stored);
        if (tck.hasSubscriptions()) {
            stored.forEach(recorder::await);
            verify.sameFields("what is delivered", stored, recorder.messages(), PAYLOAD);
        }
    }

    @Rule("RD-21")
    void rd21_aTopicOfLargeMessagesIsReadWhole() {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber of a topic of large messages");
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < LARGE_MESSAGES; i++) {
            stored.add(tck.large(LARGE_BYTES));
        }
        tck.storeAll(topic, stored);
        verify.sameFields("getMessagesForTopic", stored, tck.backend().getMessagesForTopic(topic), PAYLOAD);
        verify.sameFields(
                "getMessagesForTopicSince the start",
                stored,
                tck.reads().fromTheStart(tck.backend(), topic, stored.get(0)),
                PAYLOAD);
        verify.sameFields("getMessagesById of all at once", stored, tck.byId(TestMessages.ids(stored)), PAYLOAD);
        if (tck.hasSubscriptions()) {
            recorder.awaitCount(stored.size());
            verify.sameFields("what is delivered", stored, recorder.messages(), PAYLOAD);
        }
    }

    @Rule("RD-21")
    void rd21_theDeclaredMaximumIsTakenAndOneByteMoreRefused() {
        long most = tck.backend().maxMessageBytes();
        if (most > LARGEST_TRIED_BYTES) {
            throw TckSkip.because("the declared maximum of " + most + " bytes is beyond what the kit tries, "
                    + LARGEST_TRIED_BYTES + "; configure the backend with less to have it checked");
        }
        // Of one byte a character, and of two, so that who counts characters is wrong by half.
        for (String filler : List.of("x", FOUR_BYTES)) {
            verifyLimit(tck.topic(), messages.ofSize(most, filler), messages.ofSize(most + 1, filler));
        }
    }

    private void verifyLimit(String topic, Message largest, Message tooLarge) {
        Recorder recorder = tck.subscriber(topic, "a subscriber, with a message of " + largest.jsonLength() + " bytes");
        tck.storeAll(topic, largest);
        verify.refuses(
                "storeMessage of one byte more than maxMessageBytes()",
                RejectedMessageException.class,
                () -> tck.store(topic, tooLarge));
        verify.refuses(
                "storeMessageAsync of one byte more than maxMessageBytes()",
                RejectedMessageException.class,
                () -> joined(tck.storeAsync(topic, tooLarge)));
        tck.reads().verifyFields(PAYLOAD, tck.backend(), topic, List.of(largest));
        if (tck.hasSubscriptions()) {
            recorder.await(largest);
            verify.sameFields("a delivery", largest, recorder.messages().get(0), PAYLOAD);
        }
        verify.sameMessages(
                "by id, the largest and the refused message",
                List.of(largest),
                tck.byId(List.of(largest.id(), tooLarge.id())));
        roundTripWithDelivery(messages.next());
        roundTripWithDelivery(messages.of(tooLarge.id())); // the id of what was refused is free
    }

    private Void joined(CompletableFuture<Void> future) throws Exception {
        tck.await(future::isDone, "an async store of what is too large fails", "it does not end");
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void roundTripWithDelivery(Message message) {
        String topic = tck.topic();
        Recorder recorder = tck.subscriber(topic, "a subscriber, with a message of " + message.jsonLength() + " bytes");
        tck.storeAll(topic, message);
        tck.reads().verifyFields(PAYLOAD, tck.backend(), topic, List.of(message));
        if (tck.hasSubscriptions()) {
            recorder.await(message);
            verify.sameFields("a delivery", message, recorder.messages().get(0), PAYLOAD);
        }
    }
}
