package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The bus on a backend with hardly any capability: that of {@code examples/custom-backend}, compiled here. */
class CustomBackendBusTest extends BusScenarios {
    private static final Path SOURCES = Path.of("..", "examples", "custom-backend", "src", "main");

    @TempDir
    static Path classes;

    private static URLClassLoader loader;

    @BeforeAll
    static void compile() throws IOException {
        Path sources = SOURCES.resolve("java");
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
            boolean compiled = compiler.getTask(
                            output,
                            manager,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-d",
                                    classes.toString(),
                                    "-classpath",
                                    System.getProperty("java.class.path")),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertEquals(true, compiled, output::toString);
        }
        Path resources = SOURCES.resolve("resources");
        loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL(), resources.toUri().toURL()},
                CustomBackendBusTest.class.getClassLoader());
    }

    @AfterAll
    static void unload() throws IOException {
        loader.close();
    }

    @Override
    protected MessagingBackend open() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return MessagingConfig.of(Map.of(
                            "backend_module", "com.example.messaging", "backend_class", "SimpleMessagingBackend"))
                    .createBackend();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
