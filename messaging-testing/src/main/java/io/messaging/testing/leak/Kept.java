package io.messaging.testing.leak;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The objects that static fields, or objects shared by several tests, hold: directly, in collections, and in fields of the
 * user's own objects. What is held there outlives a test on purpose. Used by one thread.
 */
final class Kept {
    private static final int MAX_OBJECTS = 20_000;

    private final Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> left = new ArrayDeque<>();

    private Kept() {}

    static Kept by(Collection<Class<?>> classes, List<Object> shared) {
        Kept kept = new Kept();
        shared.forEach(kept::add);
        classes.stream().filter(type -> !type.isInterface()).forEach(type -> kept.addFields(type, null));
        while (!kept.left.isEmpty() && kept.found.size() < MAX_OBJECTS) {
            kept.look(kept.left.remove());
        }
        return kept;
    }

    boolean has(Object object) {
        return found.contains(object);
    }

    boolean hasExecutor() {
        return found.stream().anyMatch(Executor.class::isInstance);
    }

    boolean hasProcess(ProcessHandle process) {
        return found.stream()
                .anyMatch(object -> process.equals(object)
                        || (object instanceof Process started && started.pid() == process.pid()));
    }

    private void add(Object object) {
        if (object != null && found.add(object)) {
            left.add(object);
        }
    }

    private void look(Object object) {
        Class<?> type = object.getClass();
        try {
            if (object instanceof Object[] array) {
                Arrays.stream(array).forEach(this::add);
            } else if (type.getClassLoader() != null) {
                for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
                    addFields(declaring, object);
                }
            } else if (object instanceof Collection<?> collection) {
                collection.forEach(this::add);
            } else if (object instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    add(key);
                    add(value);
                });
            } else if (object instanceof AtomicReference<?> reference) {
                add(reference.get());
            } else if (object instanceof Optional<?> optional) {
                add(optional.orElse(null));
            }
        } catch (RuntimeException changing) {
            // the collection is being changed: what was found so far has to do
        }
    }

    /** Adds the static fields, or those of the object if it is not null. */
    private void addFields(Class<?> type, Object object) {
        for (Field field : fieldsOf(type)) {
            boolean wanted = Modifier.isStatic(field.getModifiers()) == (object == null)
                    && !field.getType().isPrimitive();
            try {
                if (wanted && field.trySetAccessible()) {
                    add(field.get(object));
                }
            } catch (IllegalAccessException | RuntimeException | LinkageError unreadable) {
                // an unreadable field is ignored
            }
        }
    }

    private static Field[] fieldsOf(Class<?> type) {
        try {
            return type.getDeclaredFields();
        } catch (LinkageError missingType) {
            return new Field[0];
        }
    }
}
