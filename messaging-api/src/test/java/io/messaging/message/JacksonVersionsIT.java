package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;

/**
 * Typed payloads with the Jackson jars that a program may have: the oldest that work, none, and such as do not fit each
 * other. The build has copied those that are not ours to {@code target/jackson-versions}.
 */
class JacksonVersionsIT {
    private static final Path FOLDER = Path.of("target/jackson-versions").toAbsolutePath();

    private static final Path CORE = placeOf(JsonParser.class);
    private static final Path DATABIND = placeOf(ObjectMapper.class);
    private static final Path CORE_3_0 = FOLDER.resolve("jackson-core-3.0.0.jar");
    private static final Path DATABIND_3_0 = FOLDER.resolve("jackson-databind-3.0.0.jar");
    private static final Path ANNOTATIONS_2_18 = FOLDER.resolve("jackson-annotations-2.18.2.jar");
    private static final Path ANNOTATIONS_2_19 = FOLDER.resolve("jackson-annotations-2.19.2.jar");
    private static final Path ANNOTATIONS_2_21 = FOLDER.resolve("jackson-annotations-2.21.jar");

    private static final String WORKS = "Order[status=OPEN, at=2026-11-30T02:25:43.000000001Z, note=Optional.empty, "
            + "lines=[Line[text=half \ud800 🚀, price=1E+3, count=2]]]; "
            + "at $.lines[0].count, found nothing, expected a whole number (int)";

    /** Runs in a class loader of its own, without JUnit. */
    public static final class Program implements Callable<String> {
        enum Status {
            OPEN
        }

        record Line(String text, BigDecimal price, int count) {}

        record Order(Status status, Instant at, Optional<String> note, List<Line> lines) {}

        /** Called by reflection. */
        public Program() {}

        @Override
        public String call() {
            GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
            Message untyped = Message.builder(ids)
                    .payload(Map.of("lines", List.of(Map.of())))
                    .build();
            String text = untyped.payload().toString();
            if (!text.equals("{lines=[{}]}")) {
                return text;
            }
            try {
                return read(ids) + "; " + mismatch(untyped);
            } catch (IllegalStateException e) {
                return e.getMessage();
            }
        }

        private static Order read(GemstoneGenerator ids) {
            Order order = new Order(
                    Status.OPEN,
                    Instant.parse("2026-11-30T02:25:43.000000001Z"),
                    Optional.empty(),
                    List.of(new Line("half \ud800 🚀", new BigDecimal("1E+3"), 2)));
            Message message = Message.builder(ids).payload(order).build();
            return Message.fromJson(message.toJson()).payloadAs(Order.class);
        }

        private static String mismatch(Message message) {
            try {
                return message.payloadAs(Order.class).toString();
            } catch (PayloadMismatchException e) {
                return e.getMessage().substring(e.getMessage().indexOf("at $"));
            }
        }
    }

    @Test
    void theOldestRelease() throws Exception {
        assertEquals(WORKS, run(DATABIND_3_0, CORE_3_0, ANNOTATIONS_2_19));
    }

    @Test
    void thoseOfSpringBoot4() throws Exception {
        Path core = FOLDER.resolve("jackson-core-3.1.7.jar");
        assertEquals(WORKS, run(FOLDER.resolve("jackson-databind-3.1.7.jar"), core, ANNOTATIONS_2_21));
    }

    @Test
    void theOldestDataBindingWithTheCoreThatWeBring() throws Exception {
        assertEquals(WORKS, run(DATABIND_3_0, CORE, ANNOTATIONS_2_19));
    }

    @Test
    void ourDataBindingWithTheOldestCore() throws Exception {
        assertEquals(WORKS, run(DATABIND, CORE_3_0, placeOf(JsonProperty.class)));
    }

    @Test
    void ours() throws Exception {
        assertEquals(WORKS, run(DATABIND, CORE, placeOf(JsonProperty.class)));
    }

    @Test
    void withoutDataBindingTheErrorSaysWhatToAdd() throws Exception {
        assertEquals(
                "typed payloads need jackson-databind, which is missing: add the dependency "
                        + "tools.jackson.core:jackson-databind, 3.0.0 or newer",
                run(CORE));
        assertEquals(run(CORE), run(CORE_3_0, ANNOTATIONS_2_19));
    }

    @Test
    void annotationsThatAreTooOldAreNamed() throws Exception {
        tooOld("3.2.4", "3.2.4", "2.19.2", "2.22", run(DATABIND, CORE, ANNOTATIONS_2_19));
        tooOld("3.2.4", "3.2.4", "2.21", "2.22", run(DATABIND, CORE, ANNOTATIONS_2_21));
        tooOld("3.0.0", "3.0.0", "2.18.2", "2.20", run(DATABIND_3_0, CORE_3_0, ANNOTATIONS_2_18));
        tooOld("3.2.4", "3.2.4", "missing", "2.22", run(DATABIND, CORE));
    }

    private static void tooOld(String databind, String core, String annotations, String needed, String output) {
        assertTrue(
                output.startsWith("typed payloads need Jackson jars that fit each other; jackson-databind is "
                        + databind + ", jackson-core " + core + ", jackson-annotations " + annotations + " ("),
                output);
        assertTrue(
                output.endsWith("; set tools.jackson.core:jackson-core to the version of jackson-databind, and "
                        + "com.fasterxml.jackson.core:jackson-annotations to " + needed
                        + " or newer, before a BOM that pins older ones"),
                output);
    }

    private static String run(Path... jackson) throws Exception {
        List<URL> urls = new ArrayList<>();
        urls.add(placeOf(Message.class).toUri().toURL());
        urls.add(placeOf(Program.class).toUri().toURL());
        for (Path jar : jackson) {
            assertTrue(Files.exists(jar), jar + " is missing; the build copies it before the integration tests");
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Object program =
                    loader.loadClass(Program.class.getName()).getConstructor().newInstance();
            return (String) ((Callable<?>) program).call();
        }
    }

    private static Path placeOf(Class<?> type) {
        try {
            URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
