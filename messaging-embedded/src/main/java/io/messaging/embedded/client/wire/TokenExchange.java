package io.messaging.embedded.client.wire;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.protocol.Token.Side;
import io.messaging.embedded.protocol.Words;
import java.io.IOException;

/**
 * Proves knowledge of the token to a server, and has the server prove it as well: a program that has merely taken the
 * port gets neither the token nor any message.
 */
final class TokenExchange {
    private TokenExchange() {}

    /**
     * Authenticates both sides.
     *
     * @throws MessagingConfigurationException when the server has another token, or none
     */
    static void run(WireConnection connection, Token token, String place)
            throws IOException, ProtocolException, ServerErrorException {
        String serverNonce = challenge(connection, place);
        String clientNonce = Token.nonce();
        String proof = token.proof(Side.CLIENT, clientNonce, serverNonce);
        connection.request().word("AUTH_PROOF").word(clientNonce).word(proof).end();
        Words answer = connection.ask("OK");
        if (answer.count() < 3 || !token.isProof(answer.text(2), Side.SERVER, clientNonce, serverNonce)) {
            throw unproven(place);
        }
    }

    private static String challenge(WireConnection connection, String place)
            throws IOException, ProtocolException, ServerErrorException {
        connection.request().word("CHALLENGE").end();
        try {
            Words answer = connection.ask("OK");
            if (answer.count() < 3) {
                throw unproven(place);
            }
            return answer.text(2);
        } catch (ServerErrorException e) {
            if (e.isUnauthorized() || e.isTooMany()) {
                throw e;
            }
            throw unproven(place); // a server that knows no tokens
        }
    }

    private static MessagingConfigurationException unproven(String place) {
        return new MessagingConfigurationException("the server on " + place
                + " could not prove that it knows the token; start the server with the same token, "
                + "or remove the token from this client (token, token_file, MESSAGING_TOKEN)");
    }
}
