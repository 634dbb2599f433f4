package io.messaging.embedded.server;

import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.protocol.Token.Side;
import io.messaging.embedded.protocol.Words;

/** Asks one connection for the token before anything else. Owned by the event loop. */
final class EntryCheck {
    /** Whoever is not in yet has no reason to send more. */
    static final int MAX_LINE_BYTES = 4 * 1024;

    private final Token token;
    private String serverNonce;

    EntryCheck(Token token) {
        this.token = token;
    }

    /**
     * Answers a line, and tells whether its sender is in now.
     *
     * @throws ProtocolException when the line is neither the token nor on the way to it: the connection is to end
     */
    boolean admits(Words line, LineWriter replies) throws ProtocolException {
        String command = line.count() == 0 ? "" : line.command();
        switch (command) {
            case "CHALLENGE" -> {
                serverNonce = Token.nonce();
                Replies.challenge(replies, serverNonce);
                return false;
            }
            case "AUTH_PROOF" -> {
                require(line.count() > 2 && serverNonce != null);
                String clientNonce = line.text(1);
                require(token.isProof(line.text(2), Side.CLIENT, clientNonce, serverNonce));
                Replies.authenticated(replies, token.proof(Side.SERVER, clientNonce, serverNonce));
            }
            case "AUTH" -> {
                require(line.count() > 1 && token.matches(line.decoded(1)));
                Replies.authenticated(replies, null);
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
                    ErrorCode.UNAUTHORIZED, "this is not the server's token; give the one that it was started with");
        }
    }
}
