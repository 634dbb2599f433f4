package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.redis.RedisMessagingBackend;
import io.messaging.store.MessageStore;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JsonParser;

/** A jar merged from ours, in which of files with the same name only the first was kept: that of the backend in memory. */
class FatJarTest {
    @TempDir
    private static Path folder;

    private static URLClassLoader loader;

    @BeforeAll
    static void merge() throws Exception {
        Path jar = folder.resolve("app-all.jar");
        Set<String> names = new HashSet<>();
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.setLevel(0);
            for (Class<?> type : List.of(
                    InMemoryMessagingBackend.class,
                    MessageStore.class,
                    MessagingConfig.class,
                    EmbeddedMessagingBackend.class,
                    RedisMessagingBackend.class,
                    JsonParser.class)) {
                Path place = Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().toURI());
                if (Files.isDirectory(place)) {
                    addAll(place, zip, names);
                } else {
                    try (FileSystem files = FileSystems.newFileSystem(place)) {
                        addAll(files.getPath("/"), zip, names);
                    }
                }
            }
        }
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
    }

    private static void addAll(Path root, ZipOutputStream zip, Set<String> names) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith("module-info.class") && names.add(name)) {
                    zip.putNextEntry(new ZipEntry(name));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    /** Calls MessagingConfig.validate() in the merged jar, on a thread whose context class loader does not see it. */
    private static void validate(String module, String className, ClassLoader context) throws Throwable {
        Class<?> config = loader.loadClass(MessagingConfig.class.getName());
        Object chosen = config.getMethod("of", Map.class)
                .invoke(null, Map.of("backend_module", module, "backend_class", className));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            config.getMethod("validate").invoke(chosen);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "io.messaging.embedded, EmbeddedMessagingBackend, io.messaging.embedded",
        "io.messaging.redis, RedisMessagingBackend, io.messaging.redis",
        "rustic_ai.redis.messaging.backend, RedisMessagingBackend, io.messaging.redis"
    })
    void theErrorSaysThatServiceFilesWereNotMerged(String module, String className, String packageName) {
        for (ClassLoader context : new ClassLoader[] {null, ClassLoader.getPlatformClassLoader(), loader}) {
            String message = assertThrows(Exception.class, () -> validate(module, className, context))
                    .getMessage();

            assertTrue(message.contains("; the class " + packageName + "." + className + " is there ("), message);
            assertTrue(message.contains("app-all.jar"), message);
            assertTrue(message.contains("ServicesResourceTransformer"), message);
            assertTrue(message.contains("mergeServiceFiles()"), message);
        }
    }

    @Test
    void aClassThatIsNotThereIsNotSpokenOf() {
        String message = assertThrows(Exception.class, () -> validate("no.such", "Backend", null))
                .getMessage();

        assertEquals(-1, message.indexOf("merge"), message);
    }

    @Test
    void theBackendWhoseServiceFileWasKeptIsFoundWithoutAContextClassLoader() throws Throwable {
        validate("io.messaging.inmemory", "InMemoryMessagingBackend", null);
        validate("io.messaging.inmemory", "InMemoryMessagingBackend", ClassLoader.getPlatformClassLoader());
    }
}
