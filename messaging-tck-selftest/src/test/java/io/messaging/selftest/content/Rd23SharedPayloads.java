package io.messaging.selftest.content;

import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shares parts between messages: RD-23. */
public final class Rd23SharedPayloads {

    private Rd23SharedPayloads() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.shared("RD-23", "shares the payload of messages of one conversation", "payload was", () -> {
                    Map<GemstoneId, Map<String, Object>> payloads = new ConcurrentHashMap<>();
                    return correct -> Faults.reads(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                message.conversationId().ifPresent(id -> payloads.put(id, message.payload()));
                            }),
                            message -> message.conversationId()
                                    .map(payloads::get)
                                    .map(payload -> Contents.withField(message, "payload", own -> payload))
                                    .orElse(message));
                }),
                Mutant.shared("RD-23", "keeps one sender for messages of one conversation", "sender was", () -> {
                    Map<GemstoneId, Object> senders = new HashMap<>();
                    return correct -> Faults.reads(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                synchronized (senders) {
                                    message.conversationId()
                                            .ifPresent(id -> senders.put(
                                                    id, message.fieldsByName().get("sender")));
                                }
                            }),
                            message -> {
                                synchronized (senders) {
                                    Object sender = message.conversationId()
                                            .map(senders::get)
                                            .orElse(null);
                                    return sender == null
                                            ? message
                                            : Contents.withField(message, "sender", own -> sender);
                                }
                            });
                }));
    }
}
