package io.messaging.tck.spec;

import io.messaging.message.GemstoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the ids that came differ from those that should have come, order aside. Immutable.
 *
 * @param missing those that did not come
 * @param extra those that should not have come
 * @param repeated those that came more often than they should
 */
public record IdDifference(List<GemstoneId> missing, List<GemstoneId> extra, List<GemstoneId> repeated) {
    /** No difference. */
    public static final IdDifference NONE = new IdDifference(List.of(), List.of(), List.of());

    private static final int SHOWN = 20;

    /**
     * Returns a difference of missing ids only.
     *
     * @param ids those that did not come
     * @return the difference
     */
    public static IdDifference missing(List<GemstoneId> ids) {
        return new IdDifference(ids, List.of(), List.of());
    }

    /**
     * Compares two lists of ids.
     *
     * @param expected those that should have come
     * @param actual those that came
     * @return the difference
     */
    public static IdDifference between(List<GemstoneId> expected, List<GemstoneId> actual) {
        Map<GemstoneId, Integer> surplus = new LinkedHashMap<>();
        Map<GemstoneId, Integer> wanted = new LinkedHashMap<>();
        actual.forEach(id -> surplus.merge(id, 1, Integer::sum));
        for (GemstoneId id : expected) {
            wanted.merge(id, 1, Integer::sum);
            surplus.merge(id, -1, Integer::sum);
        }
        List<GemstoneId> missing = new ArrayList<>();
        List<GemstoneId> extra = new ArrayList<>();
        List<GemstoneId> repeated = new ArrayList<>();
        surplus.forEach((id, count) -> {
            if (count < 0) {
                missing.add(id);
            } else if (count > 0) {
                (wanted.containsKey(id) ? repeated : extra).add(id);
            }
        });
        return new IdDifference(List.copyOf(missing), List.copyOf(extra), List.copyOf(repeated));
    }

    /**
     * Returns whether the same ids came as should have.
     *
     * @return true where they did, in whatever order
     */
    public boolean isEmpty() {
        return missing.isEmpty() && extra.isEmpty() && repeated.isEmpty();
    }

    String asText() {
        return part("missing", missing) + part("extra", extra) + part("repeated", repeated);
    }

    private static String part(String name, List<GemstoneId> ids) {
        return ids.isEmpty() ? "" : "\n  " + name + " (" + ids.size() + "): " + shown(ids);
    }

    /**
     * Returns ids as text.
     *
     * @param ids any number of them
     * @return the first ones, and how many there are
     */
    public static String shown(List<GemstoneId> ids) {
        String text = ids.stream().limit(SHOWN).map(GemstoneId::toString).collect(Collectors.joining(", ", "[", ""));
        return text + (ids.size() > SHOWN ? ", ... " + ids.size() + " in all]" : "]");
    }
}
