package io.messaging.tck.sample;

import java.util.List;

/** Names of topics that careless backends mix up, cut, quote wrongly or take for patterns. */
public final class OddNames {
    private static final int LONG = 1_000;

    private OddNames() {}

    /** Names that differ only a little. */
    public static List<String> alike(String base) {
        return List.of(
                base + "a.b",
                base + "a_b",
                base + "a:b",
                base + "a/b",
                base + "A.B",
                base + "a-b",
                base + "a b",
                base + "a  b",
                base + "a.b ",
                " " + base + "a.b",
                base + "a.b.",
                base + "a.b\n",
                base + "a..b",
                base + "ab",
                base + "a+b",
                base + "a%b",
                base + "a.b/",
                base + "/a.b",
                base + "a\u200b.b",
                "\ufeff" + base + "a.b",
                base + "a.\u00e9",
                base + "a.e\u0301",
                base + "a%2Eb",
                base + "a\\.b",
                base + "a\\b",
                base + "a.b.c",
                base + "a",
                base + "a\u0000",
                base + "a\u0000b",
                base + "a\tb",
                base + "a\u00a0b",
                base + "stra\u00dfe",
                base + "strasse",
                base + "\u65e5",
                base + "\u672c",
                base + "🚀",
                base + "👩",
                base + "Aa", // these two have one hash code
                base + "BB",
                base + "x".repeat(LONG - base.length() - 1) + "1",
                base + "x".repeat(LONG - base.length() - 1) + "2");
    }

    /** Names that break protocols and keys. */
    public static List<String> hostile(String base) {
        return List.of(
                base + " with spaces",
                "  " + base + "  spaces around  ",
                base + " \"quoted\" 'twice' `thrice`",
                "\"" + base,
                base + "\r\nCR LF\r\n",
                "\n" + base,
                base + "\ttab",
                "JSON:" + base,
                base + " JSON:aGVsbG8=",
                "JSON:aGVsbG8=" + base,
                "{\"" + base + "\": 1}",
                "[" + base + "]",
                base + "*",
                base + ".*",
                "*" + base,
                base + ".>",
                ">" + base,
                base + "?[a-z]{1,2}",
                base + "\u0000NUL",
                base + "🚀👩‍👧 日本語 \u2028\u202e",
                base + "\\ \\\\ \\n %00 %s ../../.. C:\\x",
                "ERROR " + base,
                "$SYS/" + base + "#+",
                "x".repeat(LONG - base.length()) + base,
                "🚀".repeat((LONG - base.length()) / 2) + base);
    }
}
