package io.messaging.selftest.fault;

import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes the content of messages and lists. */
public final class Contents {
    private Contents() {}

    public static Message without(Message message, Set<String> names) {
        Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
        return fields.keySet().removeAll(names) ? Message.fromFields(fields) : message;
    }

    public static Message withField(Message message, String name, UnaryOperator<Object> change) {
        Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
        if (!fields.containsKey(name)) {
            return message;
        }
        fields.put(name, change.apply(fields.get(name)));
        return Message.fromFields(fields);
    }

    public static Object change(Object value, UnaryOperator<Number> number, UnaryOperator<String> text) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> changed = new LinkedHashMap<>();
            map.forEach((key, item) -> changed.put(String.valueOf(key), change(item, number, text)));
            return changed;
        } else if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(item -> changed.add(change(item, number, text)));
            return changed;
        } else if (value instanceof Number found) {
            return number.apply(found);
        }
        return value instanceof String found ? text.apply(found) : value;
    }

    public static List<Message> without(List<Message> list, Predicate<Message> lost) {
        return list.stream().filter(lost.negate()).toList();
    }
}
