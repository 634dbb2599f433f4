package io.messaging.config;

import io.messaging.spi.BackendName;
import io.messaging.spi.MessagingBackendFactory;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A backend whose classes are there while its service entry is not, as in a jar that was merged from others without
 * merging their service files. Thread-safe.
 */
final class UnlistedBackend {
    private static final List<String> OUR_PACKAGES =
            List.of("io.messaging.inmemory", "io.messaging.embedded", "io.messaging.redis");

    private UnlistedBackend() {}

    /** Returns the part of an error that explains why the backend was not found, or nothing where its class is not there. */
    static String hint(BackendName name, List<DiscoveredBackend> listed) {
        // A name of our own is package and class; an alias has only the class in common with it.
        return Stream.concat(Stream.of(name.module()), OUR_PACKAGES.stream())
                .map(packageName -> find(packageName + "." + name.className()))
                .filter(Objects::nonNull)
                .filter(backend -> listed.stream().noneMatch(other -> isBeside(backend, other)))
                .findFirst()
                .map(UnlistedBackend::hint)
                .orElse("");
    }

    private static boolean isBeside(Class<?> backend, DiscoveredBackend other) {
        return other.factory().getClass().getPackageName().equals(backend.getPackageName());
    }

    private static String hint(Class<?> backend) {
        return "; the class " + backend.getName() + " is there (" + BackendDiscovery.location(backend)
                + "), but no META-INF/services/" + MessagingBackendFactory.class.getName()
                + " lists its factory: if that "
                + "is a jar merged from others, merge their service files too (Maven Shade: the transformer "
                + "ServicesResourceTransformer; Gradle Shadow: mergeServiceFiles())";
    }

    private static Class<?> find(String className) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Class<?> found = context == null ? null : load(className, context);
        return found != null ? found : load(className, UnlistedBackend.class.getClassLoader());
    }

    private static Class<?> load(String className, ClassLoader loader) {
        try {
            return Class.forName(className, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
