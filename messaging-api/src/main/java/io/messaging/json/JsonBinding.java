package io.messaging.json;

import java.lang.reflect.Type;
import java.util.function.Supplier;

/**
 * Trees to values of the user's types and back. This alone needs jackson-databind: it is loaded when a method here is
 * called for the first time. Thread-safe.
 */
public final class JsonBinding {
    private JsonBinding() {}

    /**
     * Converts a tree to a value.
     *
     * @param tree a JSON tree
     * @param type the type of the value
     * @return the value; null for null
     * @throws JsonBindingException when the tree does not fit the type, or the type cannot be read from JSON
     * @throws IllegalStateException when jackson-databind is missing, or does not fit the other Jackson jars
     */
    public static Object read(Object tree, Type type) {
        return explaining(() -> JacksonBinding.read(tree, type));
    }

    /**
     * Converts a value to a tree.
     *
     * @param value any value
     * @param type the declared type of the value, or null to use its class
     * @return the tree, unmodifiable
     * @throws JsonBindingException when the value cannot be written as JSON
     * @throws IllegalStateException when jackson-databind is missing, or does not fit the other Jackson jars
     */
    public static Object write(Object value, Type type) {
        return explaining(() -> JacksonBinding.write(value, type));
    }

    private static Object explaining(Supplier<Object> conversion) {
        try {
            return conversion.get();
        } catch (LinkageError e) {
            if (JacksonJars.isCauseOf(e)) {
                throw new IllegalStateException(JacksonJars.remedy(e), e);
            }
            throw e;
        }
    }
}
