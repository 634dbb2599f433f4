package io.messaging.redis.python;

import io.messaging.json.JsonText;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names of the Python framework's layout, where a topic's own name is the key of its messages and its channel.
 * Immutable.
 *
 * @param prefix what the names of our own additions start with
 */
record PythonNames(String prefix) {
    String byId(String namespace, GemstoneId id) {
        return "msg:" + namespace + ":" + id;
    }

    /** The messages that expire before their topic forgets them, by time: Python never removes one. */
    String expiring() {
        return prefix + ":python:expiring";
    }

    static byte[] expiryNote(String topic, Message message) {
        return JsonText.writeBytes(List.of(topic, message.toJson()));
    }

    /** Gives a note's topic and JSON. */
    static List<Object> readNote(byte[] note) {
        return JsonText.parseArray(new String(note, StandardCharsets.UTF_8));
    }
}
