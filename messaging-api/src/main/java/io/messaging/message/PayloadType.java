package io.messaging.message;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * A type with its type arguments, which a class literal cannot express: {@code new PayloadType<Page<Order>>() {}}, with
 * the braces. Immutable and thread-safe.
 *
 * @param <T> the type
 */
public abstract class PayloadType<T> {
    private final Type type;

    /**
     * Creates the token of the type argument.
     *
     * @throws IllegalArgumentException when the type argument is missing or has a type variable in it
     */
    protected PayloadType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType token)
                || token.getRawType() != PayloadType.class) {
            throw new IllegalArgumentException(getClass().getName() + " does not name its type; write it as in "
                    + "new PayloadType<List<Order>>() {}");
        }
        type = token.getActualTypeArguments()[0];
        if (hasVariable(type)) {
            throw new IllegalArgumentException("PayloadType<" + type.getTypeName() + "> has a type variable, which is "
                    + "unknown when the program runs; write the actual type");
        }
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(PayloadType::hasVariable);
        } else if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            return Stream.of(wildcard.getUpperBounds(), wildcard.getLowerBounds())
                    .flatMap(Arrays::stream)
                    .anyMatch(PayloadType::hasVariable);
        }
        return type instanceof TypeVariable<?>;
    }

    /**
     * Returns the type.
     *
     * @return a type without type variables
     */
    public final Type type() {
        return type;
    }

    /** Returns the type's name. */
    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
