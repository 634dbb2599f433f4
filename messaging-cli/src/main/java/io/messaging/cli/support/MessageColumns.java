package io.messaging.cli.support;

import io.messaging.json.JsonText;
import io.messaging.message.AgentTag;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.util.Optional;
import java.util.function.Supplier;

/** What a table shows of a message. Any text may stand in a message's fields, so a field of a wrong type is shown too. */
final class MessageColumns {
    private MessageColumns() {}

    static String dateAndTime(Message message) {
        return Times.dateAndTime(message.id().instant());
    }

    static String dayAndTime(Message message) {
        return Times.dayAndTime(message.id().instant());
    }

    static String time(Message message) {
        return Times.time(message.id().instant());
    }

    static String priority(Message message) {
        return Converters.nameOf(message.priority());
    }

    static String sender(Message message) {
        return orAsItIs(
                message,
                "sender",
                () -> message.sender().map(MessageColumns::label).orElse(""));
    }

    private static String label(AgentTag tag) {
        return Optional.ofNullable(tag.name())
                .or(() -> Optional.ofNullable(tag.id()))
                .orElse("");
    }

    static String payload(Message message) {
        return message.field("payload").map(JsonText::write).orElse("");
    }

    private static String orAsItIs(Message message, String field, Supplier<String> text) {
        try {
            return text.get();
        } catch (InvalidMessageException wrongType) {
            return message.field(field).map(JsonText::write).orElse("");
        }
    }
}
