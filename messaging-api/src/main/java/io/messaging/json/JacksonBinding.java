package io.messaging.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.cfg.MutableConfigOverride;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * The only class that uses jackson-databind; {@link JsonBinding} calls it, which explains what happens without that jar.
 * Thread-safe.
 */
final class JacksonBinding {
    /**
     * Held weakly, since its caches refer to classes of users, and so to class loaders that have to become unreachable.
     * It is rebuilt after a garbage collection at most.
     */
    private static volatile WeakReference<JsonMapper> shared = new WeakReference<>(null);

    private static final Pattern ADVICE = Pattern.compile(" \\((set|enable|disable|but might) [^)]*\\)");
    private static final String HIDDEN =
            "; a program with a module-info.java opens the package of its types to tools.jackson.databind";

    /** What these say is where, what was found and what was expected. */
    private static final Set<Class<?>> PLAIN_FAILURES =
            Set.of(MismatchedInputException.class, InvalidFormatException.class, InvalidNullException.class);

    private static final List<Class<?>> PRIMITIVES = List.of(
            boolean.class, byte.class, short.class, int.class, long.class, float.class, double.class, char.class);

    private JacksonBinding() {}

    static Object read(Object tree, Type type) {
        JsonMapper mapper = mapper();
        try {
            return mapper.convertValue(tree, mapper.constructType(type));
        } catch (JacksonException | IllegalArgumentException e) {
            JsonPath path = path(e);
            throw new JsonBindingException(path.toString(), mismatch(mapper, tree, path, e), e);
        }
    }

    static Object write(Object value, Type type) {
        JsonMapper mapper = mapper();
        try {
            // As text: what JSON has no form for, such as bytes, has got one there.
            String text = type == null
                    ? mapper.writeValueAsString(value)
                    : mapper.writerFor(mapper.constructType(type)).writeValueAsString(value);
            return JsonText.parse(text);
        } catch (StreamConstraintsException e) {
            throw new JsonBindingException(
                    "$", "it contains itself, or has more than " + JsonText.MAX_NESTING + " levels; flatten it", e);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new JsonBindingException(path(e).toString(), text(e), e);
        }
    }

    private static JsonMapper mapper() {
        JsonMapper mapper = shared.get();
        if (mapper == null) {
            mapper = newMapper();
            shared = new WeakReference<>(mapper);
        }
        return mapper;
    }

    /** Names every setting that matters, since defaults differ between versions of Jackson. */
    private static JsonMapper newMapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS, MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(
                        DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS,
                        DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS,
                        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .withCoercionConfigDefaults(
                        config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .withCoercionConfig(
                        LocalDate.class, config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
                // Python writes a Decimal as text.
                .withCoercionConfig(
                        BigDecimal.class,
                        config -> config.setCoercion(CoercionInputShape.String, CoercionAction.TryConvert))
                .withConfigOverride(Optional.class, missing(Nulls.AS_EMPTY));
        PRIMITIVES.forEach(type -> builder.withConfigOverride(type, missing(Nulls.FAIL)));
        return builder.build();
    }

    /** Says what to do if a value is null or missing. */
    private static Consumer<MutableConfigOverride> missing(Nulls action) {
        return override -> override.setNullHandling(JsonSetter.Value.forValueNulls(action));
    }

    private static JsonPath path(RuntimeException failure) {
        JsonPath path = new JsonPath(List.of());
        if (failure instanceof JacksonException jackson) {
            for (JacksonException.Reference step : jackson.getPath()) {
                if (step.getPropertyName() != null) {
                    path = path.child(step.getPropertyName());
                } else if (step.getIndex() >= 0) {
                    path = path.child(step.getIndex());
                }
            }
        }
        return path;
    }

    private static String mismatch(JsonMapper mapper, Object tree, JsonPath path, RuntimeException failure) {
        String found = path.shownIn(tree).map(value -> "found " + value).orElse("");
        Class<?> target = target(failure);
        if (target == null) {
            return found.isEmpty() ? text(failure) : found + ": " + text(failure);
        }
        String problem = found + (found.isEmpty() ? "expected " : ", expected ") + kind(mapper, target) + " ("
                + target.getTypeName() + ")";
        boolean saysAll = PLAIN_FAILURES.contains(failure.getClass())
                && !found.isEmpty()
                && !path.leadsToStructure(tree)
                && !target.isArray();
        return saysAll ? problem : problem + "; " + text(failure);
    }

    private static Class<?> target(RuntimeException failure) {
        if (failure instanceof MismatchedInputException mismatch) {
            return mismatch.getTargetType();
        }
        return failure instanceof InputCoercionException overflow ? overflow.getTargetType() : null;
    }

    /** Returns Jackson's words without its advice to change settings, which are not the user's. */
    private static String text(RuntimeException failure) {
        String text = failure instanceof JacksonException jackson ? jackson.getOriginalMessage() : failure.getMessage();
        String words = text == null
                ? failure.getClass().getName()
                : ADVICE.matcher(text).replaceAll("");
        return JsonPath.shortened(words) + (failure.getCause() instanceof IllegalAccessException ? HIDDEN : "");
    }

    private static String kind(JsonMapper mapper, Class<?> type) {
        Class<?> boxed = MethodType.methodType(type).wrap().returnType();
        if (boxed == Boolean.class) {
            return "true or false";
        } else if (boxed == BigDecimal.class || boxed == Double.class || boxed == Float.class) {
            return "a number";
        } else if (Number.class.isAssignableFrom(boxed)) {
            return "a whole number";
        } else if (type.isEnum()) {
            String names = Arrays.stream(type.getEnumConstants())
                    .map(constant -> mapper.convertValue(constant, String.class))
                    .collect(Collectors.joining(", "));
            return "one of " + JsonPath.shortened(names);
        } else if (boxed == Character.class || boxed == String.class || type == UUID.class) {
            return "text";
        } else if (type == byte[].class) {
            return "Base64 text";
        } else if (type.getPackageName().equals("java.time")) {
            return "ISO 8601 text";
        } else if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "a value";
    }
}
