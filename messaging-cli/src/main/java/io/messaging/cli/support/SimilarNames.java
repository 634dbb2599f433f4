package io.messaging.cli.support;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds names that a mistyped one may have meant. */
final class SimilarNames {
    private static final int MOST = 3;

    private SimilarNames() {}

    /** Returns at most three names, the most similar first. */
    static List<String> of(String typed, List<String> names) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        int most = Math.max(1, typed.length() / 3);
        return names.stream()
                .filter(name -> isPart(wanted, name) || distance(wanted, name.toLowerCase(Locale.ROOT)) <= most)
                .sorted(Comparator.comparingInt((String name) -> distance(wanted, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    private static boolean isPart(String wanted, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return wanted.length() > 2 && lower.contains(wanted) || lower.length() > 2 && wanted.contains(lower);
    }

    /** Returns how many characters have to be inserted, removed or replaced to turn one text into the other. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
