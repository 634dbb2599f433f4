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

/** Has another size limit than it declares: RD-21. */
final class Rd21Sizes {
    private static final int LARGE_BYTES = 65_536;

    private static final long MOST = Reference.MAX_MESSAGE_BYTES;

    static final Mutant REFUSES_THE_MAXIMUM = limit(
            "refuses a message of exactly the declared maximum",
            "RejectedMessageException",
            message -> message.jsonLength() >= MOST);

    static final Mutant COUNTS_ITS_COMMAND = limit(
                    "counts its own command towards the limit",
                    "RejectedMessageException",
                    message -> message.jsonLength() > MOST - 100)
            .inEveryBuild();

    static final Mutant BREAKS_AT_64_KIB = limit(
                    "breaks at 64 KiB", "RejectedMessageException", message -> message.jsonLength() > 65_536)
            .alsoBreaking("they store large messages too", "RD-13 RD-27");

    static final Mutant BYTES_FOR_CHARACTERS = limit(
            "counts bytes where it declares characters",
            "RejectedMessageException",
            message -> message.toJson().length()
                            + 3L * message.toJson().chars().filter(c -> c > 127).count() / 2
                    > MOST);

    static final Mutant CHARACTERS_FOR_BYTES = Mutant.of("RD-21", "counts characters instead of bytes")
            .representative()
            .fault("no exception", Changes.store((backend, namespace, topic, message) -> {
                boolean isLarge = message != null && message.jsonLength() > MOST;
                if (!isLarge || message.toJson().length() > MOST) {
                    backend.storeMessage(namespace, topic, message);
                }
            }));

    static final Mutant DROPS_TOO_LARGE = Mutant.of("RD-21", "drops messages that are too large, silently")
            .fault("no exception", Changes.store((backend, namespace, topic, message) -> {
                if (message == null || message.jsonLength() <= MOST) {
                    backend.storeMessage(namespace, topic, message);
                }
            }));

    static final Mutant WRONG_EXCEPTION_FOR_TOO_LARGE = Mutant.of(
                    "RD-21", "refuses messages that are too large with another exception")
            .fault("throws RejectedMessageException", Changes.store((backend, namespace, topic, message) -> {
                if (message != null && message.jsonLength() > MOST) {
                    throw new IllegalArgumentException("too large");
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant NOTHING_AFTER_TOO_LARGE = Mutant.of(
                    "RD-21", "accepts nothing more after a message that was too large")
            .sharedFault("ConnectionException", () -> {
                boolean[] broken = {false};
                return Changes.store((backend, namespace, topic, message) -> {
                    if (broken[0]) {
                        throw new MessagingConnectionException("broken pipe");
                    }
                    broken[0] = message != null && message.jsonLength() > MOST;
                    backend.storeMessage(namespace, topic, message);
                });
            });

    static final Mutant DECLARES_IMPOSSIBLE_LIMIT = Mutant.of("RD-21", "declares a limit that it cannot keep")
            .fault("maxMessageBytes() is above 0", correct -> new Delegate(correct) {
                @Override
                public long maxMessageBytes() {
                    return 0;
                }
            });

    static final Mutant DELIVERS_AT_MOST_64_KIB = Mutant.of("RD-21", "delivers no message above 64 KiB")
            .alsoBreaking("they store large messages too", "RD-13 RD-27")
            .fault("receives message", Faults.handlers((topic, handler, options) -> message -> {
                if (message.jsonLength() <= 65_536) {
                    handler.onMessage(message);
                }
            }));

    static final Mutant BREAKS_CHARACTER_AT_64_KIB = Mutant.of("RD-21", "breaks the character that lies across 64 KiB")
            .fault("these differ", Faults.reads(Rd21Sizes::withBrokenCharacter));

    static final Mutant READS_AT_MOST_8_MIB = Mutant.of("RD-21", "reads at most 8 MiB of a topic")
            .fault("missing", Changes.topic((backend, topic, right) -> {
                List<Message> read = new ArrayList<>();
                long bytes = 0;
                for (Message message : right) {
                    bytes += message.jsonLength();
                    if (bytes <= 8 << 20) {
                        read.add(message);
                    }
                }
                return read;
            }));

    static final Mutant LOSES_EXACTLY_64_KIB = Mutant.of("RD-21", "loses a message of exactly 64 KiB")
            .fault("missing", Faults.lists(list -> Contents.without(list, m -> m.jsonLength() == LARGE_BYTES)));

    static final Mutant LOSES_EXACTLY_8_KIB = Mutant.of("RD-21", "loses a message of exactly 8 KiB")
            .fault(
                    "missing",
                    Faults.lists(list ->
                            list.stream().filter(m -> m.jsonLength() != 8_192).toList()));

    static final Mutant READS_AT_MOST_16_MIB = Mutant.of("RD-21", "reads at most 16 MiB of a topic")
            .fault("missing", Changes.topic((backend, topic, right) -> {
                long left = 16L * 1_024 * 1_024;
                List<Message> read = new ArrayList<>();
                for (Message message : right) {
                    left -= message.jsonLength();
                    if (left >= 0) {
                        read.add(message);
                    }
                }
                return read;
            }));

    static final Mutant NEXT_CUTS_LARGE_TEXTS = Mutant.of("RD-21", "next cuts texts above a million and a half bytes")
            .fault(
                    "these differ",
                    Changes.next((backend, topic, since, right) -> right.map(m -> m.jsonLength() <= 1_500_000
                            ? m
                            : m.toBuilder().payload(Map.of("text", "cut")).build())));

    static final Mutant DELIVERS_NO_LARGE_MESSAGES = Mutant.of(
                    "RD-21", "delivers nothing above a million and a half bytes")
            .fault("receives message", Changes.deliveries((topic, handler, message) -> {
                if (message.jsonLength() <= 1_500_000) {
                    handler.onMessage(message);
                }
            }));

    static final Mutant ASYNC_DROPS_TOO_LARGE = Mutant.of("RD-21", "drops messages that are too large, silently, async")
            .fault(
                    "storeMessageAsync of one byte more",
                    Changes.async(
                            (backend, namespace, topic, message) -> message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                    ? CompletableFuture.completedFuture(null)
                                    : backend.storeMessageAsync(namespace, topic, message)));

    static final Mutant REMEMBERS_ID_OF_TOO_LARGE = Mutant.of("RD-21", "keeps the id of a message that was too large")
            .sharedFault("id", () -> {
                Set<GemstoneId> used = ConcurrentHashMap.newKeySet();
                return Faults.stores((backend, namespace, topic, message) -> {
                    if (message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                        used.add(message.id());
                    } else if (used.contains(message.id())) {
                        throw new RejectedMessageException("a different message of id " + message.id());
                    }
                    backend.storeMessage(namespace, topic, message);
                });
            });

    private static Mutant limit(String name, String telling, Predicate<Message> tooLarge) {
        return Mutant.of("RD-21", name).fault(telling, Faults.stores((backend, namespace, topic, message) -> {
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
