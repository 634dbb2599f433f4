package io.messaging.embedded.protocol;

/**
 * Messages that travel as they are, between peers that both know how: in a line whose command ends with {@link #SUFFIX},
 * a word that begins with a brace reaches to the end of the line. Base64 would cost each of the three processes that a
 * message passes more than all else that they do with it. A message with a line break in it, or white space around it,
 * cannot travel so (see {@link io.messaging.message.Message#isJsonOneLine}). Thread-safe.
 */
public final class RawJson {
    /** The version of our additions from which on a peer knows it. */
    public static final int SINCE_VERSION = 2;

    /** How the names of such commands end. */
    static final String SUFFIX = "_RAW";

    private RawJson() {}
}
