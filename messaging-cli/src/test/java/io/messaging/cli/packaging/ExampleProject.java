package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of a project under {@code examples}, with a Maven repository of its own that holds what this build has made.
 * Plugins and other people's artifacts come from the repository of this build, so nothing is installed there, and
 * nothing is loaded that this build has loaded already.
 */
final class ExampleProject {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path WORK = Path.of("target", "examples").toAbsolutePath();
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final List<String> MODULES = List.of(
            "messaging-api",
            "messaging-store",
            "messaging-inmemory",
            "messaging-embedded",
            "messaging-tck",
            "messaging-bus",
            "messaging-testing");
    private static final long BUILD_SECONDS = 900;

    private final Path folder;

    /** Where Maven finds our artifacts and keeps what it makes of them; each project has its own, they run at once. */
    private final Path repository;

    private ExampleProject(Path folder, Path repository) {
        this.folder = folder;
        this.repository = repository;
    }

    static ExampleProject copied(String name) throws IOException {
        Path source = ROOT.resolve("examples").resolve(name);
        Path target = WORK.resolve(name);
        delete(target);
        try (Stream<Path> files = Files.walk(source)) {
            files.filter(file -> !source.relativize(file).startsWith("target"))
                    .forEach(file ->
                            copy(file, target.resolve(source.relativize(file).toString())));
        }
        ExampleProject project = new ExampleProject(target, WORK.resolve("repository-of-" + name));
        project.publish();
        return project;
    }

    Path folder() {
        return folder;
    }

    private void publish() throws IOException {
        delete(repository);
        copy(ROOT.resolve("pom.xml"), inRepository("messaging-parent", "pom"));
        for (String module : MODULES) {
            Path jar = ROOT.resolve(module).resolve("target/" + module + "-" + VERSION + ".jar");
            assertTrue(Files.isRegularFile(jar), jar + " is missing; build it with ./mvnw package");
            copy(ROOT.resolve(module).resolve("pom.xml"), inRepository(module, "pom"));
            copy(jar, inRepository(module, "jar"));
        }
    }

    private Path inRepository(String artifact, String type) {
        return repository.resolve(
                "io/messaging/" + artifact + "/" + VERSION + "/" + artifact + "-" + VERSION + "." + type);
    }

    private static void copy(Path from, Path to) {
        try {
            if (Files.isDirectory(from)) {
                Files.createDirectories(to);
            } else {
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Runs {@code mvn verify}, which must succeed, and gives its output. */
    String build() throws IOException, InterruptedException {
        Path log = folder.resolve("build.log");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.remove("MESSAGING_CONFIG");
        Process process = builder.start();
        boolean ended = process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String output = Files.readString(log);
        assertTrue(ended, () -> "still building after " + BUILD_SECONDS + " s:\n" + output);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(property("example.maven.home"), "bin", "mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-Dstyle.color=never"));
        command.add("-Dmaven.repo.local=" + repository);
        command.add("-Dmaven.repo.local.tail=" + property("example.maven.repository"));
        if (property("example.maven.network").equals("offline=true")) {
            command.add("-o");
        }
        command.add("verify");
        return command;
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        assertTrue(
                value != null && !value.isBlank(), () -> "the system property " + name + " is not set; Maven sets it");
        return value;
    }
}
