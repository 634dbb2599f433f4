package io.messaging.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the quick scan answers, it answers what the thorough one does: it may be unsure, and never wrong. */
class QuickScanTest {
    private static List<byte[]> samples() throws IOException {
        try (InputStream in = QuickScanTest.class.getResourceAsStream("/python-messages.jsonl")) {
            assertNotNull(in, "the samples are a resource of these tests");
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }
    }

    /** Tells whether the quick scan was sure, after comparing the two. */
    private static boolean compare(byte[] json) {
        MessageScanner quick = QuickScan.scan(json, 0, json.length);
        if (quick == null) {
            return false;
        }
        String shown = new String(json, StandardCharsets.ISO_8859_1);
        try {
            assertEquals(MessageScanner.scanThoroughly(json, 0, json.length), quick, shown);
        } catch (IllegalArgumentException e) {
            throw new AssertionError("the quick scan took what is refused (" + e.getMessage() + "): " + shown, e);
        }
        return true;
    }

    @Test
    void isSureOfUsualMessages() throws IOException {
        List<byte[]> samples = samples();
        for (byte[] sample : samples.subList(0, 8)) {
            assertTrue(compare(sample), () -> new String(sample, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":0}",
                " { \"id\" : 18446744073709551615 , \"ttl\" : null } \n",
                "{\"id\":1,\"ttl\":60,\"x\":[],\"y\":{},\"z\":[[{}],{\"a\":[1,-2.5,0,true,false,null,\"\"]}]}",
                "{\"id\":1,\"x\":\"\\u00e4\\n\\\"\\\\ naïve 日本語 🚀\"}",
                "{\"id\":1,\"id\":2,\"ttl\":1,\"ttl\":2}",
                "{\"x\":{\"id\":\"no\",\"ttl\":-1},\"id\":7}"
            })
    void isSureOfAndRightAbout(String json) {
        assertTrue(compare(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"id\":18446744073709551616}",
                "{\"id\":184467440737095516150}",
                "{\"id\":01}",
                "{\"id\":1.0}",
                "{\"id\":1e3}",
                "{\"id\":1-}",
                "{\"id\":\"1\"}",
                "{\"id\":-1}",
                "{\"id\":1}}",
                "{\"id\":1}{",
                "{\"id\":1,}",
                "{,\"id\":1}",
                "{\"id\":1,\"x\":[1,]}",
                "{\"id\":1,\"x\":[,]}",
                "{\"id\":1,\"x\":[1}",
                "{\"id\":1,\"x\":{]}",
                "{\"id\":1,\"x\":tru}",
                "{\"id\":1,\"x\":truex}",
                "{\"id\":1,\"x\":1.}",
                "{\"id\":1,\"x\":-}",
                "{\"id\":1,\"x\":--1}",
                "{\"id\":1,\"x\":1.2.3}",
                "{\"id\":1,\"x\":\"\\u12g4\"}",
                "{\"id\":1,\"x\":\"\\x\"}",
                "{\"id\":1,\"x\":\"\n\"}",
                "{\"id\":1,\"ttl\":-1}",
                "{\"id\":1,\"ttl\":1.5}",
                "{\"id\":1 \"x\":2}",
                "{\"id\" 1}",
                "{\"id\":}",
                "{\"\\u0069d\":1}",
                "{\"id\":1,\"x\":1\u00002}"
            })
    void isNotWrongAbout(String json) {
        compare(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A hundred thousand texts that are samples with a few bytes changed, dropped, doubled or swapped for JSON's own. */
    @Test
    void isNeverWrongAboutSpoiltMessages() throws IOException {
        Random random = new Random(20260923);
        byte[] special =
                "{}[]\",:\\0123456789.eE+-tfnu \t\n\u007f\u00c3\u00a4\u00ed".getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> seeds = new ArrayList<>(samples());
        seeds.add("{\"id\":5,\"ttl\":3,\"a\":[{\"b\":[1.5,-0,\"\\u00ff\"]},[],{}],\"c\":null}"
                .getBytes(StandardCharsets.UTF_8));
        seeds.add("{\"id\":18446744073709551615,\"x\":true}".getBytes(StandardCharsets.UTF_8));
        int sure = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] spoilt = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                spoilt = spoil(spoilt, random, special);
            }
            sure += compare(spoilt) ? 1 : 0;
        }
        assertTrue(sure > 2_000, "the test should reach valid texts too, and had " + sure);
    }

    private static byte[] spoil(byte[] json, Random random, byte[] special) {
        if (json.length < 2) {
            return json;
        }
        int at = random.nextInt(json.length);
        switch (random.nextInt(5)) {
            case 0 -> json[at] = special[random.nextInt(special.length)];
            case 1 -> json[at] = (byte) random.nextInt(256);
            case 2 -> {
                return Arrays.copyOf(json, at);
            }
            case 3 -> {
                byte[] longer = new byte[json.length + 1];
                System.arraycopy(json, 0, longer, 0, at);
                longer[at] = special[random.nextInt(special.length)];
                System.arraycopy(json, at, longer, at + 1, json.length - at);
                return longer;
            }
            default -> {
                byte[] shorter = Arrays.copyOf(json, json.length - 1);
                System.arraycopy(json, at + 1, shorter, at, json.length - at - 1);
                return shorter;
            }
        }
        return json;
    }
}
