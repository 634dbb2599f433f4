package io.messaging.embedded.server.session;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.protocol.Token.Side;
import io.messaging.embedded.protocol.Words;

/** Authenticates one connection by the token before anything else. Owned by the event loop. */
final class Authentication {
    /** An unauthenticated client has no reason to send more. */
    static final int MAX_LINE_BYTES = 4 * 1024;

    private final Token token;
    private String serverNonce;

    Authentication(Token token) {
        this.token = token;
    }

    /**
     * Answers a line; returns whether its sender is authenticated now.
     *
     * @throws ProtocolException when the line is neither the token nor a step towards it: the connection is to end
     */
    boolean admits(Words line, LineWriter replies) throws ProtocolException {
        String command = line.count() == 0 ? "" : line.command();
        switch (command) {
            case "CHALLENGE" -> {
                serverNonce = Token.nonce();
                replies.word("OK").word("CHALLENGE").word(serverNonce).end();
                return false;
            }
            case "AUTH_PROOF" -> {
                require(line.count() > 2 && serverNonce != null);
                String clientNonce = line.text(1);
                require(token.isProof(line.text(2), Side.CLIENT, clientNonce, serverNonce));
                String proof = token.proof(Side.SERVER, clientNonce, serverNonce);
                replies.word("OK").word("AUTHENTICATED").word(proof).end();
            }
            case "AUTH" -> {
                require(line.count() > 1 && token.matches(line.decoded(1)));
                replies.word("OK").word("AUTHENTICATED").end();
            }
            default ->
                throw new ProtocolException(
                        ErrorCode.UNAUTHORIZED,
                        "this server asks for its token before anything else; give the client the option token or "
                                + "token_file, or set MESSAGING_TOKEN");
        }
        return true;
    }

    private static void require(boolean known) throws ProtocolException {
        if (!known) {
            throw new ProtocolException(
                    ErrorCode.UNAUTHORIZED, "invalid token; use the token that the server was started with");
        }
    }
}
