package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code messaging} in a checkout whose Maven and Java only say that they were called. */
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {
    private static final long GUARD_SECONDS = 60;

    @TempDir
    private Path folder;

    private Path checkout;
    private Path builds;

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        builds = folder.resolve("builds");
        checkout = makeCheckout(folder.resolve("checkout"));
    }

    private Path makeCheckout(Path root) throws IOException {
        Files.createDirectories(root.resolve("messaging-cli/src/main"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("messaging-cli/pom.xml"));
        Files.copy(Path.of("..", "messaging"), root.resolve("messaging"));
        executable(root.resolve("messaging"), null);
        executable(
                root.resolve("mvnw"),
                "#!/bin/sh\necho \"build LC_ALL=${LC_ALL-}\" >>'" + builds + "'\n"
                        + "for a; do case $a in -Dexecutable.jar=*) : >\"${a#*=}\" ;; esac; done\n");
        Files.createDirectories(root.resolve("jdk/bin"));
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
        executable(
                root.resolve("jdk/bin/java"),
                "#!/bin/sh\nprintf '%s\\n' \"LC_ALL=${LC_ALL-}\"\nfor a; do printf '<%s>\\n' \"$a\"; done\n");
        return root;
    }

    private static void executable(Path file, String content) throws IOException {
        if (content != null) {
            Files.writeString(file, content);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Result run(List<String> command, Map<String, String> environment) throws Exception {
        return await(start(command, environment));
    }

    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        List.of("LC_ALL", "LC_CTYPE", "LANG", "MESSAGING_JAVA_OPTS").forEach(builder.environment()::remove);
        builder.environment().put("JAVA_HOME", checkout.resolve("jdk").toString());
        builder.environment().putAll(environment);
        return builder.redirectOutput(Files.createTempFile(folder, "out", "").toFile())
                .redirectError(Files.createTempFile(folder, "err", "").toFile())
                .start();
    }

    private Result await(Process process) throws Exception {
        if (!process.waitFor(GUARD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the script still runs after " + GUARD_SECONDS + " s; " + outputs());
        }
        return new Result(process.exitValue(), outputs("out"), outputs("err"));
    }

    private String outputs() throws IOException {
        return outputs("out") + outputs("err");
    }

    private String outputs(String prefix) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private Result run(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("messaging").toString()));
        command.addAll(List.of(arguments));
        return run(command, Map.of());
    }

    private Path target() {
        return checkout.resolve("messaging-cli/target");
    }

    private long builds() throws IOException {
        return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox sh"})
    void itBuildsOnceAndHandsEveryArgumentOn(String shell) throws Exception {
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        assumeTrue(isInstalled(command.get(0)), () -> shell + " is not installed");
        command.addAll(List.of(checkout.resolve("messaging").toString(), "a b", "", "*", "--x=\"'$HOME`"));
        run(command, Map.of());
        Result result = run(command, Map.of());
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().endsWith("<a b>\n<>\n<*>\n<--x=\"'$HOME`>\n"), result.out());
        assertEquals(1, builds(), result.err());
        assertFalse(Files.isSymbolicLink(target().resolve("messaging.lock")), "the lock is still there");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "100%s", "it's \"quoted\"", "two\nlines", "-dash", "$HOME", "münchen"})
    void anyPathOfACheckoutWorks(String name) throws Exception {
        assumeTrue(
                StandardCharsets.UTF_8.name().equals(System.getProperty("sun.jnu.encoding")) || !name.startsWith("mü"));
        checkout = makeCheckout(folder.resolve(name));
        Result result = run("x");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("<" + target().resolve("messaging.jar") + ">\n<x>\n"), result.out());
    }

    /** Runs the script, and returns what Java was called with. */
    private String javaOf(String command, Map<String, String> environment) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path earlier : files.filter(
                            file -> file.getFileName().toString().startsWith("out"))
                    .toList()) {
                Files.delete(earlier);
            }
        }
        return run(List.of(checkout.resolve("messaging").toString(), command), environment)
                .out();
    }

    @Test
    void commandsThatEndSoonGetOneCompilerAndOneCollector() throws Exception {
        String quick = "<-XX:TieredStopAtLevel=1>\n<-XX:+UseSerialGC>\n";
        for (String command : List.of("ping", "topics", "--help")) {
            assertTrue(javaOf(command, Map.of()).contains(quick), command);
        }
        for (String command : List.of("serve", "soak", "demo", "store", "--stacktrace")) {
            assertFalse(javaOf(command, Map.of()).contains(quick), command);
        }
    }

    /** The JVM does not start with two collectors. */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGING_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void flagsOfTheUserReplaceOurs(String variable) throws Exception {
        String java = javaOf("ping", Map.of(variable, "-XX:+UseG1GC"));
        assertFalse(java.contains("UseSerialGC"), java);
        assertEquals(variable.equals("MESSAGING_JAVA_OPTS"), java.contains("<-XX:+UseG1GC>\n<-jar>\n"), java);
    }

    /** It skips the tests of all modules, and what is built of them: a module that needs that could not be resolved. */
    @Test
    void noModuleNeedsTheTestsOfAnother() throws IOException {
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            List<Path> poms = modules.map(module -> module.resolve("pom.xml"))
                    .filter(Files::isRegularFile)
                    .toList();
            assertTrue(poms.size() > 5, poms.toString());
            for (Path pom : poms) {
                String text = Files.readString(pom);
                assertFalse(
                        text.contains("<type>test-jar</type>") || text.contains("<classifier>tests</classifier>"),
                        pom
                                + " has a dependency on the tests of another module; put what they share in messaging-test-support");
            }
        }
    }

    @Test
    void itMayBeStartedThroughLinks() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("messaging"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
        Result result = run(List.of(second.toString(), "x"), Map.of());
        assertEquals(0, result.exitCode(), result.err());
    }

    /** The lock cannot be made, for another reason than that it is there: this was an endless loop. */
    @EnabledOnOs(OS.LINUX)
    @Test
    void aFolderThatCannotBeWrittenToIsNamedWithTheReasonAndTheRemedy() throws Exception {
        Files.createSymbolicLink(target(), Path.of("/proc/self/fdinfo"));
        Result result = run("x");
        assertEquals(1, result.exitCode());
        assertTrue(
                result.err()
                        .startsWith(
                                "messaging: cannot lock the build with " + target().resolve("messaging.lock") + " ("),
                result.err());
        assertTrue(
                result.err().contains("build once as a user who may write to " + checkout.toRealPath()), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @Test
    void aTargetThatIsNoFolderIsNamed() throws Exception {
        Files.createFile(target());
        Result result = run("x");
        assertEquals(1, result.exitCode());
        assertTrue(result.err().startsWith("messaging: cannot create " + target() + " ("), result.err());
    }

    @Test
    void somethingElseInThePlaceOfTheLockIsNamed() throws Exception {
        Files.createDirectories(target().resolve("messaging.lock"));
        Result result = run("x");
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("messaging.lock is in the way"), result.err());
        Files.delete(target().resolve("messaging.lock"));
        Files.createSymbolicLink(target().resolve("messaging.lock"), Path.of("no-number"));
        assertTrue(run("x").err().contains("messaging.lock is not a lock of this program"));
    }

    /** As in a checkout on a read-only disk: nothing is written, so nothing can fail. */
    @Test
    void aCurrentJarNeedsNoLock() throws Exception {
        run("x");
        Files.createDirectories(target().resolve("messaging.lock"));
        Result result = run("y");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("<y>\n"), result.out());
    }

    @Test
    void theLockOfADeadProcessIsRemoved() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectories(target());
        Files.createSymbolicLink(target().resolve("messaging.lock"), Path.of(Long.toString(dead.pid())));
        Result result = run("x");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(1, builds());
    }

    /** Process 1 lives, and belongs to somebody else unless root runs the test. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLockOfALivingProcessIsWaitedFor(boolean others) throws Exception {
        Files.createDirectories(target());
        String holder = others ? "1" : Long.toString(ProcessHandle.current().pid());
        Path lock = Files.createSymbolicLink(target().resolve("messaging.lock"), Path.of(holder));
        Process process = start(List.of(checkout.resolve("messaging").toString(), "x"), Map.of());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GUARD_SECONDS);
        while (!outputs("err").contains("waiting for the build of process " + holder)) {
            assertFalse(process.waitFor(10, TimeUnit.MILLISECONDS), () -> "it did not wait");
            assertTrue(System.nanoTime() - end < 0, () -> "it says nothing");
        }
        assertEquals(0, builds());
        Files.delete(lock);
        assertEquals(0, await(process).exitCode(), outputs());
        assertEquals(1, builds());
    }

    @Test
    void twoAtOnceBuildOnce() throws Exception {
        List<Process> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            both.add(start(List.of(checkout.resolve("messaging").toString(), "x"), Map.of()));
        }
        for (Process process : both) {
            assertEquals(0, await(process).exitCode(), outputs());
        }
        assertEquals(1, builds(), outputs());
    }

    /** Java decodes its arguments in the locale's encoding; one that is not installed counts as C. */
    @ParameterizedTest
    @ValueSource(
            strings = {"LANG=xx_XX.UTF-8", "LC_ALL=xx_XX.UTF-8", "LC_CTYPE=xx", "LANG=C", "LC_ALL=POSIX", "LC_ALL="})
    @EnabledOnOs(OS.LINUX)
    void withoutAnInstalledLocaleJavaGetsOneThatKnowsAllCharacters(String setting) throws Exception {
        String[] parts = setting.split("=", 2);
        Result result = run(List.of(checkout.resolve("messaging").toString(), "x"), Map.of(parts[0], parts[1]));
        assertTrue(result.out().startsWith("LC_ALL=C.UTF-8\n"), result.out());
        assertEquals(List.of("build LC_ALL=C.UTF-8"), Files.readAllLines(builds), "Maven reads its folder's name, too");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anInstalledLocaleIsLeftAlone() throws Exception {
        Process locales = new ProcessBuilder("sh", "-c", "locale -a | grep -qi 'c.utf'").start();
        assumeTrue(locales.waitFor() == 0, "C.UTF-8 is not installed");
        Result result = run(List.of(checkout.resolve("messaging").toString(), "x"), Map.of("LANG", "C.UTF-8"));
        assertTrue(result.out().startsWith("LC_ALL=\n"), result.out());
    }
}
