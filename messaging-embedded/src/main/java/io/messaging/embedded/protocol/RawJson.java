package io.messaging.embedded.protocol;

import io.messaging.json.ByteScan;

/**
 * Messages that are sent as they are, between peers that support it: in a line whose command ends with {@link #SUFFIX}, a
 * word that begins with a brace reaches to the end of the line. Base64 would cost each process that a message passes more
 * than everything else. A message with a line break in it, or white space around it, is sent in base64.
 * Thread-safe.
 */
public final class RawJson {
    /** The version of our additions from which on a peer knows it. */
    public static final int SINCE_VERSION = 2;

    /** How the names of such commands end. */
    static final String SUFFIX = "_RAW";

    private RawJson() {}

    /** Returns whether JSON can stand on a line of its own, as {@link io.messaging.message.Message#isJsonOneLine} does. */
    public static boolean isOneLine(byte[] array, int offset, int length) {
        int last = offset + length - 1;
        return array[offset] == '{' && array[last] == '}' && ByteScan.indexOf(array, (byte) '\n', offset, last) == last;
    }
}
