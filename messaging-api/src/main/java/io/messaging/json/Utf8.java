package io.messaging.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what a Python peer could not decode must never enter a store. Thread-safe. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Decodes well-formed UTF-8.
     *
     * @param bytes the array
     * @param offset where to start
     * @param length how many bytes
     * @return the text, or null where there are overlong forms, half surrogates, or truncated sequences
     */
    public static String decode(byte[] bytes, int offset, int length) {
        if (ByteScan.isAscii(bytes, offset, offset + length)) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, offset, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /**
     * Returns whether the bytes are well-formed UTF-8.
     *
     * @param bytes the array
     * @param offset where to start
     * @param length how many bytes
     * @return false for overlong forms, half surrogates, and truncated sequences
     */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        return ByteScan.isAscii(bytes, offset, offset + length) || decode(bytes, offset, length) != null;
    }

    /**
     * Returns whether UTF-8 has bytes for the text.
     *
     * @param text any text
     * @return false when the text holds half of a surrogate pair
     */
    public static boolean isEncodable(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
