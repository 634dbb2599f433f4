package io.messaging.embedded.client.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import org.junit.jupiter.api.Test;

class ServerErrorExceptionTest {
    private static MessagingException answered(String line) throws ProtocolException {
        byte[] bytes = line.getBytes(UTF_8);
        return ServerErrorException.of(new Words().split(bytes, 0, bytes.length))
                .toMessagingException();
    }

    @Test
    void anOlderServerIsNamedAsTheReason() throws ProtocolException {
        assertEquals(
                "the server is of an older version: unknown command LIST_TOPICS; update the process that runs it",
                answered("ERROR UNKNOWN_COMMAND unknown command LIST_TOPICS").getMessage());
    }

    @Test
    void refusalsOfMessagesHaveTheirOwnType() throws ProtocolException {
        MessagingException refused = answered("ERROR REJECTED another message has this id");
        assertEquals(RejectedMessageException.class, refused.getClass());
        assertEquals("the server refused: another message has this id", refused.getMessage());
    }
}
