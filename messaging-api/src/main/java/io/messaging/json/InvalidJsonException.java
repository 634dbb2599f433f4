package io.messaging.json;

/** A text is not JSON, or not of the kind or size that is wanted. The message is for whoever wrote the text. */
public final class InvalidJsonException extends IllegalArgumentException {
    InvalidJsonException(String reason) {
        super(reason);
    }
}
