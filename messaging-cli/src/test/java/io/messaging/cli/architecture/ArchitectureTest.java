package io.messaging.cli.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.messaging.cli.architecture.MainCode.EMBEDDED;
import static io.messaging.cli.architecture.MainCode.check;
import static io.messaging.cli.architecture.MainCode.condition;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Which package may use which, and how large a package may be. These rules are here because the command line is the one
 * module that sees all others.
 */
class ArchitectureTest {
    private static final String ROOT = "io.messaging.";

    /** Each package, with those below it, and the packages of the project that it may use. */
    private static final List<String> LAYERS = List.of(
            "json..       ->",
            "log..        ->",
            "concurrent.. ->",
            "message..    -> json..",
            "paging..     -> message..",
            "administration.. -> message..",
            "backend..    -> message.. json.. administration.. concurrent.. paging..",
            "interceptor.. -> message.. backend.. log..",
            "spi..        -> message.. json.. backend.. administration.. interceptor.. log.. concurrent.. paging..",
            "config..     -> message.. json.. backend.. interceptor.. log.. spi..",
            "store..      -> message.. backend.. administration.. spi.. log..",
            "inmemory..   -> message.. backend.. administration.. spi.. log.. config.. store..",
            "embedded..   -> message.. json.. backend.. administration.. spi.. log.. concurrent.. config.. store..",
            "redis..      -> message.. json.. backend.. administration.. spi.. log.. concurrent.. config..",
            "bus..        -> message.. backend.. administration.. spi.. log.. config..",
            "testing..    -> message.. backend.. administration.. log.. spi.. config.. inmemory.. embedded.. bus..",
            "tck..        -> message.. backend.. administration.. interceptor.. spi.. config..",
            "tck.spec..   -> message.. backend..",
            "tck.sample.. -> message..",
            "tck.engine.. -> message.. backend.. administration.. spi.. config.. tck.spec.. tck.sample..",
            "tck.rules..  -> message.. backend.. administration.. interceptor.. tck.spec.. tck.sample.. tck.engine..",
            "testsupport.. ->");

    /** Each package of the embedded module, and those of the module that it may use. */
    private static final List<String> EMBEDDED_PACKAGES = List.of(
            "address             ->",
            "protocol            ->",
            "server.core         -> protocol",
            "server.feed         -> protocol server.core",
            "server.session      -> protocol address server.core server.feed",
            "server              -> protocol address server.core server.session",
            "client.wire         -> protocol address",
            "client.link         -> protocol address server.core server client.wire",
            "client.pipeline     -> protocol client.wire client.link",
            "client.shared       -> protocol server.core client.wire",
            "client.subscription -> protocol server.core server client.wire client.link client.shared");

    /** Packages that only these others may use. Nothing published uses what the tests of several modules share. */
    private static final List<String> USERS = List.of(
            "json..        -> message.. backend.. spi.. config.. embedded.. redis.. cli.. benchmarks..",
            "store..       -> inmemory.. embedded.. cli..",
            "cli..         -> benchmarks..",
            "benchmarks..  -> cli..",
            "testsupport.. ->");

    private static final int MOST_FILES = 20;

    @Test
    void everyModuleIsSeen() {
        Set<String> roots = MainCode.CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", 4)[2])
                .collect(Collectors.toSet());
        assertTrue(
                roots.containsAll(Set.of(
                        "message",
                        "administration",
                        "backend",
                        "interceptor",
                        "config",
                        "store",
                        "inmemory",
                        "embedded",
                        "redis",
                        "bus",
                        "tck",
                        "testing",
                        "testsupport",
                        "cli")),
                () -> "seen: " + roots);
    }

    @ParameterizedTest
    @FieldSource("LAYERS")
    void packagesUseOnlyTheLayersBelow(String row) {
        onlyUses(ROOT + ".", ROOT, row);
    }

    @ParameterizedTest
    @FieldSource("EMBEDDED_PACKAGES")
    void embeddedPackagesUseEachOtherInOneDirection(String row) {
        onlyUses(EMBEDDED, ROOT + "embedded.", row);
    }

    private static void onlyUses(String scope, String prefix, String row) {
        String[] packages = packages(prefix, row);
        check(noClasses()
                .that(resideInAPackage(packages[0]))
                .should()
                .dependOnClassesThat(resideInAPackage(scope).and(resideOutsideOfPackages(packages))));
    }

    @ParameterizedTest
    @FieldSource("USERS")
    void packagesAreUsedOnlyBy(String row) {
        String[] packages = packages(ROOT, row);
        check(noClasses()
                .that(resideOutsideOfPackages(packages))
                .should()
                .dependOnClassesThat(resideInAPackage(packages[0])));
    }

    /** Returns the package on the left, then those on the right. */
    private static String[] packages(String prefix, String row) {
        return Arrays.stream(row.split("[ >-]+")).map(prefix::concat).toArray(String[]::new);
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("io.messaging.(**)").should().beFreeOfCycles());
    }

    /** Of main and of test sources, in all modules. */
    @Test
    void packagesHaveAtMostTwentyFiles() throws IOException {
        Map<Path, Long> packages = new TreeMap<>();
        try (Stream<Path> modules = Files.list(Path.of("..").toAbsolutePath().normalize())) {
            for (Path module : modules.toList()) {
                for (String kind : List.of("main", "test")) {
                    Path sources = module.resolve("src").resolve(kind).resolve("java");
                    if (Files.isDirectory(sources)) {
                        try (Stream<Path> files = Files.walk(sources)) {
                            files.filter(file -> file.toString().endsWith(".java"))
                                    .filter(file -> !file.endsWith("package-info.java"))
                                    .forEach(file -> packages.merge(file.getParent(), 1L, Long::sum));
                        }
                    }
                }
            }
        }
        assertTrue(packages.size() > 100, () -> "found only " + packages);
        packages.values().removeIf(files -> files <= MOST_FILES);
        assertEquals(Map.of(), packages, "packages with too many files");
    }

    /** Asking a link, source or feed for its type means that a method is missing. */
    @Test
    void embeddedUsesNoInstanceofOnItsOwnTypes() {
        check(classes()
                .that(resideInAPackage(EMBEDDED))
                .should(condition(
                        "not use instanceof on its own types",
                        (type, violated) -> type.getInstanceofChecks().stream()
                                .map(found -> found.getRawType())
                                .filter(asked -> asked.getPackageName().startsWith("io.messaging.embedded"))
                                .filter(asked -> !asked.equals(type)) // as in equals
                                .filter(asked -> !asked.isAssignableTo(Throwable.class))
                                .forEach(asked -> violated.accept(type.getName() + " asks for " + asked.getName())))));
    }

    @Test
    void rulesArePlainClassesAndEachIsAGroupOfTheKit() {
        check(classes()
                .that(resideInAPackage("io.messaging.tck.rules.."))
                .and()
                .haveSimpleNameEndingWith("Rules")
                .should(condition(
                        "extend nothing and be extended by one nested class of the kit", (rules, violated) -> {
                            boolean plain = rules.getRawSuperclass()
                                    .filter(parent -> parent.isEquivalentTo(Object.class))
                                    .isPresent();
                            if (!plain || rules.getSubclasses().size() != 1) {
                                violated.accept(rules.getName() + " is extended by " + rules.getSubclasses());
                            }
                        })));
    }

    /** The self-test has faulty backends, which must never be on a class path of users. */
    @Test
    void theSelfTestOfTheKitHasNoMainCode() {
        check(noClasses().should().resideInAPackage("io.messaging.selftest.."));
    }
}
