package io.messaging.embedded.client.wire;

import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The server answered {@code ERROR}. */
public final class ServerErrorException extends Exception {
    private static final long serialVersionUID = 1L;

    private static final Set<String> CODES =
            Arrays.stream(ErrorCode.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final String code;

    private ServerErrorException(String code, String text) {
        super(text);
        this.code = code;
    }

    /** A server that knows our codes puts one before the text; one that speaks the Python dialect sends the text alone. */
    public static ServerErrorException of(Words words) throws ProtocolException {
        String first = words.count() > 1 ? words.text(1) : "";
        boolean coded = CODES.contains(first);
        return new ServerErrorException(coded ? first : "", words.shownFrom(coded ? 2 : 1));
    }

    /** Whether the request was a usage error. */
    public boolean isInvalid() {
        return code.equals("INVALID");
    }

    /** Whether a durable client came back too late. */
    public boolean isClaimLost() {
        return isTakenOver() || code.equals("FORGOTTEN");
    }

    /** Whether a newer instance has taken the claim over. */
    public boolean isTakenOver() {
        return code.equals("TAKEN_OVER");
    }

    /** Whether a group's member came back too late. */
    public boolean isMemberLost() {
        return code.equals("MEMBER_LOST");
    }

    /** Whether the server is older than the request. */
    public boolean isUnknownCommand() {
        return code.equals("UNKNOWN_COMMAND");
    }

    boolean isUnauthorized() {
        return code.equals("UNAUTHORIZED");
    }

    boolean isTooMany() {
        return code.equals("TOO_MANY");
    }

    /** Returns what the caller of the backend gets. */
    public MessagingException toMessagingException() {
        String text = isUnknownCommand()
                ? "the server is of an older version: " + getMessage() + "; update the process that runs it"
                : "the server refused: " + getMessage();
        return switch (code) {
            case "REJECTED", "TOO_LONG" -> new RejectedMessageException(text, this);
            case "STORE_FULL" -> new StoreFullException(text, this);
            default -> new MessagingException(text, this);
        };
    }
}
