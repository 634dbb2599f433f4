package io.messaging.cli.durable;

import io.messaging.administration.DeadLetter;
import io.messaging.message.Message;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message of a dead-letter topic, and the dead letter in it. Immutable.
 *
 * @param message the message
 * @param letter null if it is none: any message may be stored in any topic
 * @param problem why it is none; null otherwise
 */
record DeadLetterRow(Message message, DeadLetter letter, String problem) {
    static DeadLetterRow of(Message message) {
        try {
            return new DeadLetterRow(message, DeadLetter.fromMessage(message), null);
        } catch (IllegalArgumentException e) {
            return new DeadLetterRow(message, null, e.getMessage());
        }
    }

    boolean isOf(String clientId) {
        return letter != null && letter.clientId().equals(clientId);
    }

    /** Returns what the handler threw, without the package of its class. */
    String error() {
        if (letter == null) {
            return "(" + problem + ")";
        }
        String type = letter.errorType();
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return letter.errorMessage().equals(type) ? simple : simple + ": " + letter.errorMessage();
    }

    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", message.id().toBigInteger());
        tree.put("time", message.id().instant().toString());
        if (letter == null) {
            tree.put("problem", problem);
            return tree;
        }
        tree.put("backend", letter.backend());
        tree.put("client_id", letter.clientId());
        tree.put("original_topic", letter.originalTopic());
        tree.put("original_id", letter.original().id().toBigInteger());
        tree.put("error_type", letter.errorType());
        tree.put("error_message", letter.errorMessage());
        tree.put("original_message", letter.original().fieldsByName());
        return tree;
    }
}
