package io.messaging.embedded.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret shared by a server and its clients. Each side can prove to the other that it knows the token without sending
 * it: an eavesdropper, or a program that has taken the server's port, learns nothing that lets it in. Never logged or
 * printed; comparisons take constant time. Immutable.
 */
public final class Token {
    /** The environment variable that a token is taken from where no option gives one. */
    public static final String VARIABLE = "MESSAGING_TOKEN";

    /** Shorter ones could be guessed. */
    public static final int MIN_LENGTH = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Who proves, so that no proof can be sent back to where it came from. */
    public enum Side {
        /** The one that connects. */
        CLIENT,
        /** The one that accepts. */
        SERVER
    }

    /** All that is kept of the text. */
    private final byte[] digest;

    /** Takes over the text. */
    public Token(String text) {
        digest = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether these bytes are the token itself. */
    public boolean matches(ByteBuffer text) {
        MessageDigest given = sha256();
        given.update(text);
        return MessageDigest.isEqual(digest, given.digest());
    }

    /** Returns an unpredictable number, in hexadecimal. */
    public static String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    /** Returns what only a holder of the token can compute from these two nonces. */
    public String proof(Side side, String clientNonce, String serverNonce) {
        return HexFormat.of().formatHex(hmac(side, clientNonce, serverNonce));
    }

    /** Whether a text is {@link #proof}. */
    public boolean isProof(String given, Side side, String clientNonce, String serverNonce) {
        byte[] expected = proof(side, clientNonce, serverNonce).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] hmac(Side side, String clientNonce, String serverNonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(digest, ALGORITHM));
            return mac.doFinal((side + "\n" + clientNonce + "\n" + serverNonce).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Token that && MessageDigest.isEqual(digest, that.digest);
    }

    /** Returns the same for all: a hash would leak something. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "(not shown)";
    }
}
