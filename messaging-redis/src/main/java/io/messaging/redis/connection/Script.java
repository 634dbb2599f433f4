package io.messaging.redis.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A Lua script and its digest. Immutable. */
public final class Script {
    private final String text;
    private final String digest;

    private Script(byte[] utf8) {
        text = new String(utf8, StandardCharsets.UTF_8);
        digest = sha1(utf8);
    }

    /** Reads a script from the package of a class; several files are one script, in that order. */
    public static Script load(Class<?> owner, String... names) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (String name : names) {
            try (InputStream file = owner.getResourceAsStream(name)) {
                file.transferTo(text);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the script " + name + " from the jar", e);
            }
        }
        return new Script(text.toByteArray());
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    String text() {
        return text;
    }

    String digest() {
        return digest;
    }
}
