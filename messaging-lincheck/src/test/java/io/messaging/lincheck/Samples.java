package io.messaging.lincheck;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.spi.delivery.SourceSubscription;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A handful of messages, known by a small number. Made beforehand: what makes them is not what is checked. */
final class Samples {
    static final long START = GemstoneId.EPOCH_MILLIS + 1_000_000;
    static final int SECOND_MILLIS = 1_000;
    static final int IDS = 3;
    static final int FLEETING_TEXT = 2;

    /** What deliveries are checked with: nothing feeds it. */
    static final SourceSubscription SUBSCRIPTION =
            new SourceSubscription("t", message -> {}, SubscriptionOptions.plain(), Runnable::run, Runnable::run);

    private static final Message[][] LASTING = new Message[IDS + 2][2];
    private static final Message[] FLEETING = new Message[IDS + 2];

    static {
        for (int number = 1; number <= IDS + 1; number++) {
            // The second is the most urgent, so that the order of ids is not the order of time.
            GemstoneId id = GemstoneId.of(number == 2 ? Priority.URGENT : Priority.NORMAL, START + number, 1, 0);
            for (int text = 0; text < 2; text++) {
                LASTING[number][text] =
                        Message.builder(id).payload(Map.of("text", text)).build();
            }
            FLEETING[number] = Message.builder(id)
                    .ttlSeconds(1)
                    .payload(Map.of("text", FLEETING_TEXT))
                    .build();
            // Each has its JSON from now on: how that is made is not what is checked.
            if (LASTING[number][0].equals(LASTING[number][1]) || LASTING[number][0].equals(FLEETING[number])) {
                throw new IllegalStateException("messages of one id have to differ");
            }
        }
    }

    private Samples() {}

    static Message lasting(int number, int text) {
        return LASTING[number][text];
    }

    static Message fleeting(int number) {
        return FLEETING[number];
    }

    static GemstoneId id(int number) {
        return LASTING[number][0].id();
    }

    /** Number and text, as {@code 2b}; {@code -} for none. */
    static String shown(Message message) {
        for (int number = 1; number <= IDS + 1; number++) {
            for (int text = 0; text < 2; text++) {
                if (message == LASTING[number][text]) {
                    return shown(number, text);
                }
            }
            if (message == FLEETING[number]) {
                return shown(number, FLEETING_TEXT);
            }
        }
        return "-";
    }

    static String shown(int number, int text) {
        return number + "abc".substring(text, text + 1);
    }

    static String shown(List<Message> messages) {
        return messages.stream().map(Samples::shown).collect(Collectors.joining(" "));
    }
}
