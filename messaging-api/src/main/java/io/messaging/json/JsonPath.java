package io.messaging.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where in a tree a value is: names of fields and indexes of items. Immutable. */
record JsonPath(List<Object> steps) {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_$][\\w$-]*");
    private static final int MAX_SHOWN_CHARS = 200;

    JsonPath {
        steps = List.copyOf(steps);
    }

    JsonPath child(Object step) {
        List<Object> more = new ArrayList<>(steps);
        more.add(step);
        return new JsonPath(more);
    }

    /** Returns the value there as JSON, shortened; {@code nothing} if only the last step leads nowhere. */
    Optional<String> shownIn(Object tree) {
        Object value = tree;
        for (int i = 0; i < steps.size(); i++) {
            if (!leads(value, steps.get(i))) {
                return i == steps.size() - 1 && value instanceof Map ? Optional.of("nothing") : Optional.empty();
            }
            value = next(value, steps.get(i));
        }
        return Optional.of(shortened(JsonText.write(value)));
    }

    /** Returns whether there is an object or an array. */
    boolean leadsToStructure(Object tree) {
        Object value = tree;
        for (Object step : steps) {
            value = leads(value, step) ? next(value, step) : null;
        }
        return value instanceof Map || value instanceof List;
    }

    private static boolean leads(Object value, Object step) {
        return value instanceof Map<?, ?> map && map.containsKey(step)
                || value instanceof List<?> list && step instanceof Integer index && index < list.size();
    }

    private static Object next(Object value, Object step) {
        return value instanceof Map<?, ?> map ? map.get(step) : ((List<?>) value).get((Integer) step);
    }

    static String shortened(String text) {
        if (text.length() <= MAX_SHOWN_CHARS) {
            return text;
        }
        boolean pair = Character.isHighSurrogate(text.charAt(MAX_SHOWN_CHARS - 1));
        return text.substring(0, pair ? MAX_SHOWN_CHARS - 1 : MAX_SHOWN_CHARS) + "...";
    }

    /** Returns the path as in {@code $.lines[2].price}; a name that is not plain is quoted, in brackets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("$");
        for (Object step : steps) {
            if (step instanceof Integer index) {
                text.append('[').append(index).append(']');
            } else if (PLAIN_NAME.matcher((String) step).matches()) {
                text.append('.').append(step);
            } else {
                text.append('[').append(JsonText.write(step)).append(']');
            }
        }
        return text.toString();
    }
}
