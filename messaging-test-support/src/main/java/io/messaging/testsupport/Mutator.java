package io.messaging.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Mutates valid input for fuzz tests, with changes that typically break parsers. Not thread-safe. */
public final class Mutator {
    private static final String[] PIECES = {
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "\r",
        "\0",
        "JSON:",
        "null",
        "-",
        "1e999999999",
        "\\ud800",
        "18446744073709551616",
        "9".repeat(1_200),
        "[".repeat(600),
        "{\"a\":".repeat(600),
        "=",
        "A".repeat(5_000),
        "\u00e9"
    };

    private final Random random;

    public Mutator(long seed) {
        random = new Random(seed);
    }

    /** Returns an element of the corpus with one to five changes. */
    public byte[] mutate(List<byte[]> corpus) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        for (int changes = random.nextInt(5); changes >= 0; changes--) {
            bytes = change(bytes, corpus.get(random.nextInt(corpus.size())));
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, byte[] other) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(8));
        return switch (random.nextInt(6)) {
            case 0 -> join(bytes, from, new byte[] {(byte) random.nextInt(256)}, to);
            case 1 -> join(bytes, from, new byte[0], to);
            case 2 -> join(bytes, from, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), from);
            case 3 -> join(bytes, from, PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8), to);
            case 4 -> join(bytes, from, other, bytes.length);
            default -> join(bytes, from, Arrays.copyOfRange(bytes, from, to), from);
        };
    }

    private static byte[] join(byte[] bytes, int from, byte[] middle, int to) {
        byte[] joined = Arrays.copyOf(bytes, from + middle.length + bytes.length - to);
        System.arraycopy(middle, 0, joined, from, middle.length);
        System.arraycopy(bytes, to, joined, from + middle.length, bytes.length - to);
        return joined;
    }
}
