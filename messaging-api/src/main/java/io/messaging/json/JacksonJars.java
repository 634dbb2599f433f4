package io.messaging.json;

import java.lang.module.ModuleDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains an error that comes from missing or mismatched Jackson jars. Looks at classes by name, without linking them. */
final class JacksonJars {
    private static final String DATABIND = "tools.jackson.databind.ObjectMapper";
    private static final String CORE = "tools.jackson.core.JsonParser";
    private static final String ANNOTATIONS = "com.fasterxml.jackson.annotation.JsonProperty";

    private static final List<String> PACKAGES = List.of("tools.jackson.", "com.fasterxml.jackson.annotation.");

    private static final String ADD = "add the dependency tools.jackson.core:jackson-databind, 3.0.0 or newer";

    private JacksonJars() {}

    /** Returns whether classes of Jackson are missing or of the wrong version, and not the user's. */
    static boolean isCauseOf(LinkageError error) {
        return causes(error)
                .anyMatch(cause -> names(cause)
                        .map(name -> name.replace('/', '.'))
                        .anyMatch(name -> PACKAGES.stream().anyMatch(name::contains)));
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, cause -> cause != null, Throwable::getCause)
                .limit(10);
    }

    /** The message names the class, except for a field; where it was wanted says the rest. */
    private static Stream<String> names(Throwable error) {
        return Stream.concat(
                Optional.ofNullable(error.getMessage()).stream(),
                Arrays.stream(error.getStackTrace()).limit(1).map(StackTraceElement::getClassName));
    }

    /** Returns what to add or to set. */
    static String remedy(LinkageError error) {
        Optional<String> databind = version(DATABIND);
        if (databind.isEmpty()) {
            return "typed payloads need jackson-databind, which is missing: " + ADD
                    + (JacksonJars.class.getModule().isNamed()
                            ? ", and 'requires tools.jackson.databind' in module-info.java"
                            : "");
        }
        return "typed payloads need Jackson jars that fit each other; jackson-databind is " + databind.get()
                + ", jackson-core " + version(CORE).orElse("missing")
                + ", jackson-annotations " + version(ANNOTATIONS).orElse("missing")
                + " (" + error + "); set tools.jackson.core:jackson-core to the version of jackson-databind, and"
                + " com.fasterxml.jackson.core:jackson-annotations to " + annotationsFor(databind.get())
                + " or newer, before a BOM that pins older ones";
    }

    /** Jackson 3.n needs the annotations 2.(20 + n). */
    private static String annotationsFor(String databind) {
        String[] parts = databind.split("\\.");
        boolean known = parts.length > 1 && parts[0].equals("3") && parts[1].matches("\\d{1,3}");
        return known ? "2." + (20 + Integer.parseInt(parts[1])) : "the version its POM names";
    }

    /** Returns the version of the jar that a class is in, {@code unknown} if the jar does not say; empty without the class. */
    private static Optional<String> version(String className) {
        try {
            Class<?> type = Class.forName(className, false, JacksonJars.class.getClassLoader());
            return Optional.ofNullable(type.getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion)
                    .or(() -> Optional.ofNullable(type.getPackage().getImplementationVersion()))
                    .or(() -> Optional.of("unknown"));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
