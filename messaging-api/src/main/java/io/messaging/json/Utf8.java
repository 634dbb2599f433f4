package io.messaging.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: what a Python peer could not decode must never enter a store. Thread-safe. */
public final class Utf8 {
    private Utf8() {}

    /**
     * {@return the text, or null where there are overlong forms, half surrogates, or truncated sequences}
     *
     * @param bytes the array
     * @param offset where to start
     * @param length how many bytes
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
     * {@return whether the bytes are well-formed UTF-8: no overlong forms, half surrogates or truncated sequences}
     *
     * @param bytes the array
     * @param offset where to start
     * @param length how many bytes
     */
    public static boolean isValid(byte[] bytes, int offset, int length) {
        return ByteScan.isAscii(bytes, offset, offset + length) || decode(bytes, offset, length) != null;
    }

    /**
     * {@return whether UTF-8 has bytes for the text: it holds no unpaired surrogate}
     *
     * @param text any text
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
