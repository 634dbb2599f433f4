package io.messaging.message;

import io.messaging.json.JsonBinding;
import io.messaging.json.JsonBindingException;
import io.messaging.json.JsonValues;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Payloads as values of the user's types. Thread-safe. */
final class TypedPayloads {
    private TypedPayloads() {}

    /** Returns the message's payload, which may be any JSON value but null, as a value of the type. */
    @SuppressWarnings("unchecked") // the caller's type is what was asked for
    static <T> T read(Message message, Type type) {
        if (type == null) {
            throw new IllegalArgumentException("type is null; give the class that the payload is to be read as");
        }
        String attempt = "the payload of message " + message.id() + " cannot be read as " + type.getTypeName() + ": ";
        Object payload = message.fieldsByName().get("payload");
        if (payload == null) {
            throw new PayloadMismatchException(attempt + "the message has no payload", "$", null);
        }
        try {
            return (T) JsonBinding.read(payload, type);
        } catch (JsonBindingException e) {
            throw new PayloadMismatchException(
                    attempt + "at " + e.path() + ", " + e.getMessage(), e.path(), e.getCause());
        }
    }

    /** Returns a value as the JSON object that a payload is; the type is null for a value that is its class's. */
    @SuppressWarnings("unchecked") // the keys of a JSON object are text
    static Map<String, Object> write(Object value, Type type) {
        if (type == null && value instanceof Map<?, ?> tree && JsonValues.isTree(tree)) {
            return (Map<String, Object>) tree;
        }
        String attempt = "the payload is a " + (type == null ? value.getClass() : type).getTypeName() + ", which ";
        Object tree;
        try {
            tree = JsonBinding.write(value, type);
        } catch (JsonBindingException e) {
            throw new InvalidMessageException(
                    attempt + "cannot be written as JSON: at " + e.path() + ", " + e.getMessage(), e.getCause());
        }
        if (tree instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new InvalidMessageException(attempt + "becomes " + (tree instanceof List ? "an array" : "a single value")
                + " in JSON; a payload is an object, so put it into a field of a record or a map");
    }
}
