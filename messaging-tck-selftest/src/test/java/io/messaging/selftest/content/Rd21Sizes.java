package io.messaging.selftest.content;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Has another limit than it says: RD-21. */
public final class Rd21Sizes {

    private static final int LARGE_BYTES = 65_536;

    private Rd21Sizes() {}

    public static List<Mutant> all() {
        return Stream.of(sizes(), large(), oneSizeOnly(), refused())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> sizes() {
        long most = Reference.MAX_MESSAGE_BYTES;
        return List.of(
                limit(
                        "refuses the declared maximum itself",
                        "RejectedMessageException",
                        message -> message.jsonLength() >= most),
                limit(
                        "counts its own command into the limit",
                        "RejectedMessageException",
                        message -> message.jsonLength() > most - 100),
                limit("breaks at 64 KiB", "RejectedMessageException", message -> message.jsonLength() > 65_536)
                        .alsoBreaking("they store large messages too", "RD-13", "RD-27"),
                limit(
                        "counts bytes where it says characters",
                        "RejectedMessageException",
                        message -> message.toJson().length()
                                        + 3L
                                                * message.toJson()
                                                        .chars()
                                                        .filter(c -> c > 127)
                                                        .count()
                                                / 2
                                > most),
                Mutant.of(
                        "RD-21",
                        "counts characters instead of bytes",
                        "no exception",
                        correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                            boolean isLarge = message != null && message.jsonLength() > most;
                            if (!isLarge || message.toJson().length() > most) {
                                backend.storeMessage(namespace, topic, message);
                            }
                        })),
                Mutant.of(
                        "RD-21",
                        "drops what is too large, without a word",
                        "no exception",
                        correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                            if (message == null || message.jsonLength() <= most) {
                                backend.storeMessage(namespace, topic, message);
                            }
                        })),
                Mutant.of(
                        "RD-21",
                        "refuses what is too large with another exception",
                        "throws RejectedMessageException",
                        correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                            if (message != null && message.jsonLength() > most) {
                                throw new IllegalArgumentException("too large");
                            }
                            backend.storeMessage(namespace, topic, message);
                        })),
                Mutant.shared("RD-21", "takes nothing more after one that was too large", "ConnectionException", () -> {
                    boolean[] broken = {false};
                    return correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                        if (broken[0]) {
                            throw new MessagingConnectionException("broken pipe");
                        }
                        broken[0] = message != null && message.jsonLength() > most;
                        backend.storeMessage(namespace, topic, message);
                    });
                }),
                Mutant.of(
                        "RD-21",
                        "declares no limit that can be kept",
                        "maxMessageBytes() is above 0",
                        correct -> new Delegate(correct) {
                            @Override
                            public long maxMessageBytes() {
                                return 0;
                            }
                        }),
                Mutant.of(
                                "RD-21",
                                "delivers no message above 64 KiB",
                                "receives message",
                                correct -> Faults.handlers(correct, (topic, handler, options) -> message -> {
                                    if (message.jsonLength() <= 65_536) {
                                        handler.onMessage(message);
                                    }
                                }))
                        .alsoBreaking("they store large messages too", "RD-13", "RD-27"));
    }

    private static List<Mutant> large() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "breaks the character that lies across 64 KiB",
                        "these differ",
                        correct -> Faults.reads(correct, Rd21Sizes::withBrokenCharacter)),
                Mutant.of(
                        "RD-21",
                        "reads at most 8 MiB of a topic",
                        "missing",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            List<Message> read = new ArrayList<>();
                            long bytes = 0;
                            for (Message message : right) {
                                bytes += message.jsonLength();
                                if (bytes <= 8 << 20) {
                                    read.add(message);
                                }
                            }
                            return read;
                        })),
                Mutant.of(
                        "RD-21",
                        "loses a message of exactly 64 KiB",
                        "missing",
                        correct -> Faults.lists(
                                correct, list -> Contents.without(list, m -> m.jsonLength() == LARGE_BYTES))));
    }

    private static List<Mutant> oneSizeOnly() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "loses a message of exactly 8 KiB",
                        "missing",
                        correct -> Faults.lists(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.jsonLength() != 8_192)
                                        .toList())),
                Mutant.of(
                        "RD-21",
                        "reads at most 16 MiB of a topic",
                        "missing",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            long left = 16L * 1_024 * 1_024;
                            List<Message> read = new ArrayList<>();
                            for (Message message : right) {
                                left -= message.jsonLength();
                                if (left >= 0) {
                                    read.add(message);
                                }
                            }
                            return read;
                        })),
                Mutant.of(
                        "RD-21",
                        "next cuts texts above a million and a half bytes",
                        "these differ",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> right.map(m -> m.jsonLength() <= 1_500_000
                                        ? m
                                        : m.toBuilder()
                                                .payload(Map.of("text", "cut"))
                                                .build()))),
                Mutant.of(
                        "RD-21",
                        "delivers nothing above a million and a half bytes",
                        "receives message",
                        correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                            if (message.jsonLength() <= 1_500_000) {
                                handler.onMessage(message);
                            }
                        })));
    }

    private static List<Mutant> refused() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "drops what is too large without a word, async",
                        "storeMessageAsync of one byte more",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) ->
                                        message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                                ? CompletableFuture.completedFuture(null)
                                                : backend.storeMessageAsync(namespace, topic, message))),
                Mutant.shared("RD-21", "keeps the id of what was too large", "id", () -> {
                    Set<GemstoneId> used = ConcurrentHashMap.newKeySet();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        if (message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                            used.add(message.id());
                        } else if (used.contains(message.id())) {
                            throw new RejectedMessageException("a different message of id " + message.id());
                        }
                        backend.storeMessage(namespace, topic, message);
                    });
                }));
    }

    private static Mutant limit(String name, String telling, Predicate<Message> tooLarge) {
        return Mutant.of(
                "RD-21",
                name,
                telling,
                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                    if (message != null && message.jsonLength() > 60_000 && tooLarge.test(message)) {
                        throw new RejectedMessageException("too large, says this one");
                    }
                    backend.storeMessage(namespace, topic, message);
                }));
    }

    private static Message withBrokenCharacter(Message message) {
        Object text = message.payload() == null ? null : message.payload().get("text");
        if (message.jsonLength() <= LARGE_BYTES || !(text instanceof String whole)) {
            return message;
        }
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LARGE_BYTES || (bytes[LARGE_BYTES] & 0xC0) != 0x80) {
            return message;
        }
        bytes[LARGE_BYTES] = '?';
        return message.toBuilder()
                .payload(Map.of("text", new String(bytes, StandardCharsets.UTF_8)))
                .build();
    }
}
