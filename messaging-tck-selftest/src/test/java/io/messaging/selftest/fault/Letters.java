package io.messaging.selftest.fault;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Dead letters. */
public final class Letters {
    private Letters() {}

    public static final GemstoneGenerator IDS = GemstoneGenerator.withRandomMachineId();

    public static Message withPayload(Message letter, String key, UnaryOperator<Object> change) {
        Map<String, Object> payload = new LinkedHashMap<>(letter.payload());
        Object value = change.apply(payload.remove(key));
        if (value != null) {
            payload.put(key, value);
        }
        return letter.toBuilder().payload(payload).build();
    }

    public static void storeLetter(
            MessagingBackend backend, String topic, SubscriptionOptions options, Message message, Throwable failure) {
        Message letter = new DeadLetter(
                        "Selftest",
                        options.clientId().or(options::group).orElseThrow(),
                        topic,
                        message,
                        failure.getClass().getName(),
                        String.valueOf(failure.getMessage()))
                .toMessage(IDS.next());
        backend.storeMessage(
                options.namespace().orElse("default"), letter.topics().get(0), letter);
    }
}
