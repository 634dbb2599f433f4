package io.messaging.selftest.content;

import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shares parts between messages: RD-23. */
final class Rd23SharedPayloads {
    static final Mutant SHARES_PAYLOADS = Mutant.of("RD-23", "shares the payload of messages of one conversation")
            .representative()
            .sharedFault("payload was", () -> {
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
            });

    static final Mutant SHARES_SENDERS = Mutant.of("RD-23", "keeps one sender for all messages of one conversation")
            .sharedFault("sender was", () -> {
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
                                return sender == null ? message : Contents.withField(message, "sender", own -> sender);
                            }
                        });
            });
}
