package io.messaging.selftest.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Letters;
import io.messaging.selftest.fault.Mutant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Spoils dead letters and attempts: DUR-05. */
final class Dur05DeadLetters {
    static final Mutant NO_ERROR_TYPE = letters(
            "leaves the error's type out of a dead letter",
            "the keys of a dead letter's payload",
            letter -> Letters.withPayload(letter, "error_type", value -> null));

    static final Mutant NO_CLIENT = letters(
            "leaves the client out of a dead letter",
            "dead letter",
            letter -> Letters.withPayload(letter, "client_id", value -> null));

    static final Mutant QUALIFIED_ERROR_TYPE = letters(
            "gives the name with the package for the error's type",
            "a dead letter's error type",
            letter -> Letters.withPayload(letter, "error_type", value -> "java.lang." + value));

    static final Mutant SENT_BY_CLIENT = letters(
            "gives the client as the sender of a dead letter",
            "a dead letter's sender",
            letter -> letter.toBuilder()
                    .sender(String.valueOf(letter.payload().get("client_id")))
                    .build());

    static final Mutant FORMAT_OF_ITS_OWN = letters(
            "gives dead letters a format of their own",
            "the format of a dead letter",
            letter -> letter.toBuilder().format("dead_letter").build());

    static final Mutant CUTS_ERROR_MESSAGE = letters(
                    "cuts the error's message",
                    "a dead letter's error message",
                    letter -> Letters.withPayload(
                            letter,
                            "error_message",
                            value -> String.valueOf(value).split(":")[0]))
            .alsoBreaking("they compare the message as well", "DUR-12 SHR-06")
            .representative();

    static final Mutant PAYLOAD_ONLY = letters(
            "puts only the original's payload into a dead letter",
            "DUR-05: ",
            letter -> Letters.withPayload(
                    letter, "original_message", value -> value instanceof Map<?, ?> map ? map.get("payload") : value));

    static final Mutant SIGNED_ORIGINAL_ID = letters(
                    "gives the original's id as a signed number",
                    "original_message_id",
                    letter -> Letters.withPayload(letter, "original_message_id", value -> ((Number) value).longValue()))
            .inEveryBuild();

    static final Mutant NOT_AN_ERROR = letters(
            "does not mark a dead letter as an error",
            "is an error message",
            letter -> letter.toBuilder().errorMessage(false).build());

    static final Mutant NO_IN_REPLY_TO =
            letters("does not say what a dead letter replies to", "dead letter", letter -> {
                Map<String, Object> fields = new LinkedHashMap<>(letter.fieldsByName());
                fields.remove("in_response_to");
                return Message.fromFields(fields);
            });

    static final Mutant NO_DEAD_LETTER = Mutant.of("DUR-05", "makes no dead letter")
            .alsoBreaking("it counts the dead letters of three failures", "DUR-06")
            .fault(
                    "has one dead letter",
                    Changes.topic((backend, topic, right) -> right.stream()
                            .filter(m -> !DeadLetter.isDeadLetter(m))
                            .toList()));

    static final Mutant NO_DEAD_LETTER_OF_ERROR = Mutant.of("DUR-05", "makes no dead letter of an error")
            .fault("has one dead letter", Faults.durableHandlers((topic, handler, options) -> message -> {
                try {
                    handler.onMessage(message);
                } catch (Error notAnException) {
                    return;
                }
            }));

    static final Mutant TWO_DEAD_LETTERS = Mutant.of("DUR-05", "makes two dead letters")
            .alsoBreaking("it counts the dead letters of three failures", "DUR-06")
            .fault("has one dead letter", Faults.durableHandlers((correct, topic, handler, options) -> message -> {
                try {
                    handler.onMessage(message);
                } catch (Exception failure) {
                    if (!DeadLetter.isDeadLetterTopic(topic) && options.maxAttempts() == 1) {
                        Letters.storeLetter(correct, topic, options, message, failure);
                    }
                    throw failure;
                }
            }));

    static final Mutant DEAD_LETTER_PER_ATTEMPT = Mutant.of("DUR-05", "makes a dead letter of each attempt")
            .fault(
                    "the messages with a dead letter",
                    Faults.durableHandlers((correct, topic, handler, options) -> message -> {
                        try {
                            handler.onMessage(message);
                        } catch (Exception failure) {
                            if (options.maxAttempts() > 1) {
                                Letters.storeLetter(correct, topic, options, message, failure);
                            }
                            throw failure;
                        }
                    }));

    static final Mutant ONE_ATTEMPT = Mutant.of("DUR-05", "tries once, whatever maxAttempts is")
            .fault(
                    "receives is",
                    Changes.subscribe((backend, topic, handler, options) ->
                            backend.subscribe(topic, handler, options == null ? null : options.maxAttempts(1))));

    static final Mutant ONE_ATTEMPT_TOO_MANY = Mutant.of("DUR-05", "tries once more than maxAttempts")
            .fault(
                    "receives is",
                    Changes.subscribe((backend, topic, handler, options) -> backend.subscribe(
                            topic,
                            handler,
                            options.maxAttempts() == 1 ? options : options.maxAttempts(options.maxAttempts() + 1))));

    static final Mutant COMMON_TOPIC = Mutant.of("DUR-05", "puts all dead letters into the common topic")
            .alsoBreaking("it reads the dead letters of a namespace's topic", "DUR-06")
            .fault("has one dead letter", Changes.topic((backend, topic, right) -> {
                return DeadLetter.isDeadLetterTopic(topic) && !topic.equals(DeadLetter.TOPIC) ? List.of() : right;
            }));

    static final Mutant STOPS_AFTER_FAILURE = Mutant.of("DUR-05", "goes no further after a failure")
            .alsoBreaking("its handler fails again and again", "DUR-06")
            .fault("missing", Faults.durableHandlers((topic, handler, options) -> {
                boolean[] failed = {false};
                return message -> {
                    if (!failed[0]) {
                        try {
                            handler.onMessage(message);
                        } catch (Exception failure) {
                            failed[0] = options.maxAttempts() == 1 && !DeadLetter.isDeadLetterTopic(topic);
                            throw failure;
                        }
                    }
                };
            }));

    static final Mutant REDELIVERS_FAILED = Mutant.of(
                    "DUR-05", "gives a message that failed again to a client that comes back")
            .sharedFault("extra", () -> {
                Map<String, Message> failed = new ConcurrentHashMap<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    Message again = failed.remove(Clients.key(topic, options));
                    boolean[] first = {again != null};
                    return message -> {
                        if (first[0]) {
                            first[0] = false;
                            handler.onMessage(again);
                        }
                        try {
                            handler.onMessage(message);
                        } catch (Exception failure) {
                            failed.put(Clients.key(topic, options), message);
                            throw failure;
                        }
                    };
                });
            });

    static final Mutant ONE_DEAD_LETTER_FOR_CLIENTS = oneLetter(
            "makes one dead letter of a message that two clients fail on",
            letter -> List.of(letter.originalTopic(), letter.original().id()));

    static final Mutant ONE_DEAD_LETTER_FOR_TOPICS = oneLetter(
            "makes one dead letter of a message that fails in two topics",
            letter -> List.of(letter.clientId(), letter.original().id()));

    /** Changes the dead letters that are read. */
    private static Mutant letters(String name, String telling, UnaryOperator<Message> change) {
        return Mutant.of("DUR-05", name)
                .fault(
                        telling,
                        Faults.reads(message -> DeadLetter.isDeadLetter(message) ? change.apply(message) : message));
    }

    /** Shows one dead letter of those with the same key. */
    private static Mutant oneLetter(String name, Function<DeadLetter, Object> key) {
        return Mutant.of("DUR-05", name).fault("dead letter", Changes.topic((backend, topic, right) -> {
            Map<Object, Message> first = new LinkedHashMap<>();
            for (Message message : right) {
                boolean letter = DeadLetter.isDeadLetter(message);
                first.putIfAbsent(letter ? key.apply(DeadLetter.fromMessage(message)) : message.id(), message);
            }
            return List.copyOf(first.values());
        }));
    }
}
