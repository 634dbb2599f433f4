package io.messaging.redis.python;

import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names in the Python framework's layout: a topic's own name is the key of its messages and its channel. Immutable.
 *
 * @param prefix the prefix of our own additions
 */
record PythonNames(String prefix) {
    String byId(String namespace, GemstoneId id) {
        return "msg:" + namespace + ":" + id;
    }

    /** Returns the key of the expiring messages, by time: Python never removes one. */
    String expiring() {
        return prefix + ":python:expiring";
    }

    static byte[] expiryNote(String topic, Message message) {
        return JsonText.writeBytes(List.of(topic, message.toJson()));
    }

    /** Splits a note into topic and JSON. */
    static List<Object> readNote(byte[] note) {
        return JsonText.parseArray(new String(note, StandardCharsets.UTF_8));
    }
}
