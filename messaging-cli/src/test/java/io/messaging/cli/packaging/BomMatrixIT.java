package io.messaging.cli.packaging;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testsupport.ChildProcess;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.redis.RedisProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Projects with a BOM that pins other versions than ours, resolved by Maven from our published artifacts: a program that
 * stores, delivers and reads has to work on every backend, and print no warning. Its source is in
 * {@code src/test/resources/bom-project}.
 */
@Tag("thorough")
class BomMatrixIT {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    /** What the jars of this build are resolved as: a version that no build has installed. */
    private static final String TESTED = "bom-matrix";

    private static final String PATH_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath";
    private static final String BOOT = "org.springframework.boot:spring-boot-dependencies:";
    private static final String QUARKUS = "io.quarkus.platform:quarkus-bom:";
    private static final String LETTUCE_6 = "io.lettuce:lettuce-core:6.6.0.RELEASE";
    private static final String NETTY_42 = "io.netty:netty-bom:4.2.13.Final";
    private static final long LIMIT_SECONDS = 600;

    @TempDir
    private static Path work;

    private static RedisProcess redis;
    private static String mavenLog;

    /** One run of Maven resolves the projects of all tests. */
    @BeforeAll
    static void resolve() throws Exception {
        redis = RedisProcess.start();
        publish("..", "messaging-parent", false);
        for (String module : List.of(
                "messaging-api", "messaging-store", "messaging-inmemory", "messaging-embedded", "messaging-redis")) {
            publish("../" + module, module, true);
        }
        List<String> projects = new ArrayList<>();
        projects.add(project("plain", "", "", ""));
        // Not needed, but there in most applications, in the version that the BOM pins.
        String annotations = dependency("com.fasterxml.jackson.core:jackson-annotations", "");
        for (String version : List.of("3.5.5", "3.5.16", "4.1.2")) {
            String starter = dependency("org.springframework.boot:spring-boot-starter", "");
            projects.add(project("boot-" + version, "", bom(BOOT + version), starter + annotations));
        }
        for (String version : List.of("3.20.0", "3.38.1")) {
            String name = "quarkus-" + version;
            String quarkus = bom(QUARKUS + version);
            projects.add(project(name, "", quarkus, annotations));
            projects.add(project(name + "-lettuce-6", dependency(LETTUCE_6, ""), quarkus, annotations));
            projects.add(project(name + "-netty-4.2", bom(NETTY_42), quarkus, annotations));
        }
        Files.writeString(
                work.resolve("pom.xml"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>app</groupId><artifactId>all</artifactId>"
                        + "<version>1</version><packaging>pom</packaging><modules>"
                        + projects.stream()
                                .map(name -> "<module>" + name + "</module>")
                                .collect(joining())
                        + "</modules></project>");
        mavenLog = output(new ProcessBuilder(maven()));
    }

    private static List<String> maven() {
        List<String> command = new ArrayList<>();
        command.add(
                Path.of(System.getProperty("example.maven.home"), "bin", "mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-q", "-fae", "-Dstyle.color=never"));
        // What is loaded stays in the repository of this build, whose next run needs no network.
        command.add("-Dmaven.repo.local=" + System.getProperty("example.maven.repository"));
        command.add("-Dmaven.repo.local.tail=" + work.resolve("repository"));
        if (System.getProperty("example.maven.network").equals("offline=true")) {
            command.add("-o");
        }
        command.add("-Dmdep.outputFile=path.txt");
        command.add(PATH_GOAL);
        return command;
    }

    private static void publish(String folder, String artifact, boolean jar) throws IOException {
        Path target = Files.createDirectories(
                work.resolve("repository/io/messaging").resolve(artifact).resolve(TESTED));
        String name = artifact + "-" + TESTED;
        Path source = Path.of(folder);
        String pom = Files.readString(source.resolve("pom.xml"));
        assertTrue(pom.contains("<version>" + VERSION + "</version>"), pom);
        Files.writeString(target.resolve(name + ".pom"), pom.replace(VERSION, TESTED));
        if (jar) {
            Files.copy(source.resolve("target/" + artifact + "-" + VERSION + ".jar"), target.resolve(name + ".jar"));
        }
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void withoutABom() throws Exception {
        works("plain", "Plain", "jackson-core-3.2.4 lettuce-core-7.7.0.RELEASE netty-common-4.2.13.Final");
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.5, jackson-annotations-2.19.2 jackson-core-3.2.4 lettuce-core-6.6.0.RELEASE netty-common-4.1.124.Final",
        "3.5.16, jackson-annotations-2.21 jackson-core-3.2.4 lettuce-core-6.6.0.RELEASE netty-common-4.1.135.Final",
        "4.1.2, jackson-annotations-2.21 jackson-core-3.1.7 lettuce-core-7.5.2.RELEASE netty-common-4.2.19.Final"
    })
    void springBoot(String version, String jars) throws Exception {
        works("boot-" + version, "Boot", jars);
    }

    @ParameterizedTest
    @CsvSource({
        "3.20.0, jackson-annotations-2.18.2 lettuce-core-6.6.0.RELEASE netty-common-4.1.118.Final",
        "3.38.1, jackson-annotations-2.22 lettuce-core-6.6.0.RELEASE netty-common-4.1.136.Final"
    })
    void quarkusWithLettuce6(String version, String jars) throws Exception {
        works("quarkus-" + version + "-lettuce-6", "Plain", jars);
    }

    @ParameterizedTest
    @CsvSource({
        "3.20.0, jackson-annotations-2.18.2 lettuce-core-7.7.0.RELEASE netty-common-4.2.13.Final",
        "3.38.1, jackson-annotations-2.22 lettuce-core-7.7.0.RELEASE netty-common-4.2.13.Final"
    })
    void quarkusWithNetty42(String version, String jars) throws Exception {
        works("quarkus-" + version + "-netty-4.2", "Plain", jars);
    }

    @ParameterizedTest
    @CsvSource({
        "3.20.0, jackson-annotations-2.18.2 lettuce-core-7.7.0.RELEASE netty-common-4.1.118.Final",
        "3.38.1, jackson-annotations-2.22 lettuce-core-7.7.0.RELEASE netty-common-4.1.136.Final"
    })
    void quarkusAloneIsToldWhatToSetForRedis(String version, String jars) throws Exception {
        String classPath = classPath("quarkus-" + version, "Plain", jars);

        done(inMemory(), classPath, "Plain");
        done(embedded(), classPath, "Plain");
        String output = run(redis(), classPath, "Plain");
        assertTrue(output.contains("Lettuce 7 needs Netty 4.2"), output);
        assertTrue(output.contains("set io.lettuce:lettuce-core to 6.6.0.RELEASE"), output);
        assertTrue(output.contains("import io.netty:netty-bom 4.2.13.Final before that BOM"), output);
    }

    private static void works(String project, String main, String jars) throws Exception {
        String classPath = classPath(project, main, jars);
        for (String config : List.of(inMemory(), embedded(), redis())) {
            done(config, classPath, main);
        }
    }

    private static void done(String config, String classPath, String main) throws Exception {
        String output = run(config, classPath, main);
        if (main.equals("Boot")) {
            assertTrue(output.contains("Started Boot in "), config + "\n" + output);
            assertTrue(output.lines().anyMatch("done"::equals), config + "\n" + output);
            assertFalse(output.contains(" WARN ") || output.contains(" ERROR "), config + "\n" + output);
        } else {
            assertEquals("done\n", withoutWarningsOfOthers(output, classPath), config);
        }
    }

    /** SLF4J below 2.0.10 without a provider cannot be silenced; a JVM from 24 on warns of what Netty 4.1 uses. */
    private static String withoutWarningsOfOthers(String output, String classPath) {
        String others = "(?m)^WARNING: .*(sun\\.misc\\.Unsafe|io\\.netty\\.util\\.internal).*\n";
        String rest = output.replaceAll(others, "");
        return classPath.contains("slf4j-api-2.0.6.jar") ? rest.replaceAll("(?m)^SLF4J: .*\n", "") : rest;
    }

    private static String inMemory() {
        return "{\"backend_module\":\"io.messaging.inmemory\",\"backend_class\":\"InMemoryMessagingBackend\","
                + "\"backend_config\":{}}";
    }

    private static String embedded() throws IOException {
        return "{\"backend_module\":\"io.messaging.embedded\",\"backend_class\":\"EmbeddedMessagingBackend\","
                + "\"backend_config\":{\"port\":" + Ports.free() + "}}";
    }

    private static String redis() {
        return "{\"backend_module\":\"io.messaging.redis\",\"backend_class\":\"RedisMessagingBackend\","
                + "\"backend_config\":{\"port\":" + redis.port() + "}}";
    }

    /** Writes a project whose managed dependencies are the first ones, then the BOM's. */
    private static String project(String name, String first, String bom, String more) throws IOException {
        String pom = resource("pom.xml")
                .replace("<artifactId>app<", "<artifactId>" + name + "<")
                .replace("<!-- managed -->", first + bom)
                .replace("<!-- more -->", more);
        Files.writeString(Files.createDirectories(work.resolve(name)).resolve("pom.xml"), pom);
        return name;
    }

    /** Returns the class path that Maven gave the project, with its own classes. */
    private static String classPath(String project, String main, String jars) throws IOException {
        Path folder = work.resolve(project);
        Path path = folder.resolve("path.txt");
        assertTrue(Files.exists(path), mavenLog);
        Path classes = folder.resolve("classes");
        String classPath = classes + File.pathSeparator + Files.readString(path).strip();
        for (String jar : jars.split(" ")) {
            assertTrue(classPath.contains(jar + ".jar"), () -> "no " + jar + " in " + classPath);
        }
        List<String> javac = new ArrayList<>(List.of("-d", classes.toString(), "-cp", classPath));
        for (String source : main.equals("Boot") ? List.of("Plain", "Boot") : List.of("Plain")) {
            Path file = folder.resolve(source + ".java");
            Files.writeString(file, resource(source + ".java.txt"));
            javac.add(file.toString());
        }
        ToolProvider tool = ToolProvider.findFirst("javac").orElse(null);
        assertNotNull(tool, "this test needs a JDK");
        assertEquals(0, tool.run(System.out, System.err, javac.toArray(String[]::new)));
        return classPath;
    }

    private static String bom(String coordinates) {
        return dependency(coordinates, "<type>pom</type><scope>import</scope>");
    }

    private static String dependency(String coordinates, String more) {
        String[] parts = coordinates.split(":");
        return "<dependency><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId>"
                + (parts.length > 2 ? "<version>" + parts[2] + "</version>" : "") + more + "</dependency>\n";
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = BomMatrixIT.class.getResourceAsStream("/bom-project/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String run(String config, String classPath, String main) throws Exception {
        ProcessBuilder builder = ChildProcess.java("-cp", classPath, "app." + main);
        builder.environment().put("MESSAGING_CONFIG", config);
        return output(builder);
    }

    private static String output(ProcessBuilder builder) throws Exception {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return ChildProcess.run(builder.directory(work.toFile()), LIMIT_SECONDS).output();
    }
}
