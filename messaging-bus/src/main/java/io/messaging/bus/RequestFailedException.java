package io.messaging.bus;

import io.messaging.backend.MessagingException;
import io.messaging.message.AgentTag;
import io.messaging.message.Message;

/** A request received an error reply. */
public final class RequestFailedException extends MessagingException {
    private static final long serialVersionUID = 1L;

    private final transient Message answer;

    RequestFailedException(Message answer) {
        super("the request " + answer.inResponseTo().map(Object::toString).orElse("") + " failed at "
                + answer.sender().map(AgentTag::id).map(id -> "'" + id + "'").orElse("an unknown sender") + ": "
                + text(answer, "error_type", "error") + ": " + text(answer, "error_message", "see its answer()"));
        this.answer = answer;
    }

    /** {@return the simple name of the class of what was thrown there, or the type that was given; {@code error} for none} */
    public String errorType() {
        return text(answer, "error_type", "error");
    }

    /** {@return what the answer says of the error; its payload as JSON where it has no {@code error_message}} */
    public String errorMessage() {
        return text(answer, "error_message", String.valueOf(answer.payload()));
    }

    /** {@return the answer} */
    public Message answer() {
        return answer;
    }

    private static String text(Message answer, String key, String otherwise) {
        return answer.payload().get(key) instanceof String text ? text : otherwise;
    }
}
