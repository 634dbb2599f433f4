package io.messaging.testing.process;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Determines the class path of a child JVM. */
final class ClassPath {
    private ClassPath() {}

    /**
     * Returns the class path and the module path of this JVM, as one class path. Build tools may hide the real class
     * path in a jar's manifest, and put it in a property; what they patch into a tested module is on neither path, so
     * the location of the main class is added.
     */
    static String withMain(Class<?> main) {
        Stream<String> paths = Stream.of(
                        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
                                .or(() -> Optional.ofNullable(System.getProperty("java.class.path"))),
                        Optional.ofNullable(System.getProperty("jdk.module.path")))
                .flatMap(Optional::stream)
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(entry -> !entry.isEmpty());
        return Stream.concat(paths, placeOf(main).stream()).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the folder or jar that holds a class; empty if unknown. */
    private static Optional<String> placeOf(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL found = type.getResource('/' + file);
        if (found == null || !found.toString().endsWith('/' + file)) {
            return Optional.empty();
        }
        String place = found.toString().substring(0, found.toString().length() - file.length() - 1);
        if (place.startsWith("jar:") && place.endsWith("!")) {
            place = place.substring("jar:".length(), place.length() - 1);
        }
        return place.startsWith("file:")
                ? Optional.of(Path.of(URI.create(place)).toString())
                : Optional.empty();
    }
}
