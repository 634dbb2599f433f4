package io.messaging.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules of the house: which package may use which, and what no main code does.
 *
 * <p>It lives here because the command line is the one module that sees all others. A rule may speak of packages that
 * do not exist yet.
 */
class ArchitectureTest {
    private static final String MESSAGE = "io.messaging.message..";
    private static final String BACKEND = "io.messaging.backend..";
    private static final String CONFIG = "io.messaging.config..";
    private static final String JSON = "io.messaging.json..";
    private static final String SPI = "io.messaging.spi..";
    private static final String CONCURRENT = "io.messaging.concurrent..";
    private static final String LOG = "io.messaging.log..";
    private static final String STORE = "io.messaging.store..";
    private static final String INMEMORY = "io.messaging.inmemory..";
    private static final String EMBEDDED = "io.messaging.embedded..";
    private static final String REDIS = "io.messaging.redis..";
    private static final String TCK = "io.messaging.tck..";
    private static final String RULES = "io.messaging.tck.rules..";
    private static final String TESTING = "io.messaging.testing..";
    private static final String CLI = "io.messaging.cli..";
    private static final String BENCHMARKS = "io.messaging.benchmarks..";
    private static final String SELFTEST = "io.messaging.selftest..";
    private static final String TEST_SUPPORT = "io.messaging.testsupport..";

    /** Full names of the classes that may sleep; each needs a reason beside it. */
    private static final Set<String> MAY_SLEEP = Set.of(
            "io.messaging.concurrent.Uninterruptibly"); // pauses between tries, where Redis has nothing that calls back

    /** Full names of the classes that may read a clock that may be set; limits and pauses go by nanoTime. */
    private static final Set<String> MAY_READ_WALL_CLOCK = Set.of(
            "io.messaging.message.GemstoneGenerator", // ids are ordered by it
            "io.messaging.store.durable.DurableRegistry", // people see when a client was last seen
            "io.messaging.store.StoreClock", // a test's own clock
            // what Python notes are times by the clock of the machine
            "io.messaging.redis.python.PythonExpiry",
            "io.messaging.redis.python.PythonReader",
            "io.messaging.redis.python.PythonStore");

    private static final int MOST_FILES = 20;

    private static final JavaClasses MAIN_CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.messaging");

    @Test
    void everyModuleIsSeen() {
        Set<String> roots = MAIN_CODE.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.split("\\.", 4)[2])
                .collect(Collectors.toSet());
        assertTrue(
                roots.containsAll(Set.of("message", "backend", "config", "store", "inmemory", "cli")),
                () -> "seen: " + roots);
    }

    @Test
    void messageUsesNothingElseOfTheProject() {
        check(onlyUses(MESSAGE, JSON));
    }

    @Test
    void backendUsesTheMessageModelAndTheTextChecks() {
        check(onlyUses(BACKEND, MESSAGE, JSON));
    }

    @Test
    void configUsesTheSpiBackendAndMessage() {
        check(onlyUses(CONFIG, SPI, BACKEND, MESSAGE, JSON));
    }

    @Test
    void jsonUsesNothingElseOfTheProject() {
        check(onlyUses(JSON));
    }

    @Test
    void jsonIsUsedByOurOwnCodeButNotByWhatServesTests() {
        check(classes()
                .that(resideInAPackage(JSON))
                .should()
                .onlyHaveDependentClassesThat(
                        resideInAnyPackage(JSON, MESSAGE, BACKEND, SPI, CONFIG, EMBEDDED, REDIS, CLI, BENCHMARKS)));
    }

    @Test
    void theSpiUsesBackendAndMessage() {
        check(onlyUses(SPI, BACKEND, MESSAGE, JSON, LOG, CONCURRENT));
    }

    @Test
    void concurrentUsesNothingElseOfTheProject() {
        check(onlyUses(CONCURRENT));
    }

    @Test
    void theStoreUsesTheApi() {
        check(onlyUses(STORE, MESSAGE, BACKEND, SPI));
    }

    @Test
    void theStoreIsUsedByTheTwoBackendsThatShareItOnly() {
        check(classes()
                .that(resideInAPackage(STORE))
                .should()
                .onlyHaveDependentClassesThat(resideInAnyPackage(STORE, INMEMORY, EMBEDDED)));
    }

    @Test
    void inmemoryUsesTheStoreAndTheApi() {
        check(onlyUses(INMEMORY, STORE, MESSAGE, BACKEND, SPI, LOG));
    }

    @Test
    void embeddedUsesTheStoreAndTheApi() {
        check(onlyUses(EMBEDDED, STORE, MESSAGE, BACKEND, SPI, CONFIG, JSON, LOG, CONCURRENT));
    }

    /** Each package of the embedded module, and those of the module that it may use. */
    private static final Map<String, List<String>> EMBEDDED_PACKAGES = Map.of(
            "address", List.of(),
            "protocol", List.of(),
            "server.core", List.of("protocol"),
            "server.feed", List.of("protocol", "server.core"),
            "server.session", List.of("protocol", "address", "server.core", "server.feed"),
            "server", List.of("protocol", "address", "server.core", "server.session"),
            "client.wire", List.of("protocol", "address"),
            "client.link", List.of("protocol", "address", "server.core", "server", "client.wire"),
            "client.pipeline", List.of("protocol", "client.wire", "client.link"),
            "client.subscription", List.of("protocol", "server.core", "server", "client.wire", "client.link"));

    @Test
    void embeddedPackagesUseEachOtherInOneDirection() {
        EMBEDDED_PACKAGES.forEach((name, used) -> {
            String root = "io.messaging.embedded.";
            String[] allowed = Stream.concat(Stream.of(name), used.stream())
                    .map(root::concat)
                    .toArray(String[]::new);
            check(noClasses()
                    .that(resideInAPackage(root + name))
                    .should()
                    .dependOnClassesThat(resideInAPackage(EMBEDDED).and(resideOutsideOfPackages(allowed))));
        });
    }

    /** Whoever asks a link, source or feed which kind it is wants a method that is missing. */
    @Test
    void embeddedAsksNoneOfItsOwnTypesWhichKindItIs() {
        check(classes()
                .that(resideInAPackage(EMBEDDED))
                .should(new ArchCondition<>("not use instanceof on its own types") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getInstanceofChecks().stream()
                                .filter(found ->
                                        found.getRawType().getPackageName().startsWith("io.messaging.embedded"))
                                .filter(found -> !found.getRawType().equals(type)) // as in equals
                                .filter(found -> !found.getRawType().isAssignableTo(Throwable.class))
                                .forEach(found -> events.add(SimpleConditionEvent.violated(
                                        found,
                                        type.getName() + " asks for "
                                                + found.getRawType().getName())));
                    }
                }));
    }

    /** A wait is for a condition; parking for a time is a sleep. */
    @Test
    void embeddedDoesNotPark() {
        check(noClasses()
                .that(resideInAPackage(EMBEDDED))
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(LockSupport.class));
    }

    @Test
    void redisUsesTheApi() {
        check(onlyUses(REDIS, MESSAGE, BACKEND, SPI, CONFIG, JSON, LOG, CONCURRENT));
    }

    @Test
    void testingUsesEmbeddedInmemoryAndTheApi() {
        check(onlyUses(TESTING, EMBEDDED, INMEMORY, MESSAGE, BACKEND, SPI, CONFIG));
    }

    @Test
    void theKitUsesThePublicApiAndKnowsNoBackend() {
        check(onlyUses(TCK, MESSAGE, BACKEND, SPI, CONFIG));
    }

    @Test
    void theKitIsLayered() {
        String spec = "io.messaging.tck.spec..";
        String sample = "io.messaging.tck.sample..";
        String engine = "io.messaging.tck.engine..";
        check(onlyUses(spec, MESSAGE, BACKEND));
        check(onlyUses(sample, MESSAGE));
        check(onlyUses(engine, spec, sample, MESSAGE, BACKEND, SPI, CONFIG));
        check(onlyUses(RULES, engine, spec, sample, MESSAGE, BACKEND));
    }

    @Test
    void rulesArePlainClassesAndEachIsAGroupOfTheKit() {
        check(classes()
                .that(resideInAPackage(RULES))
                .and()
                .haveSimpleNameEndingWith("Rules")
                .should(new ArchCondition<>("extend nothing and be extended by one nested class of the kit") {
                    @Override
                    public void check(JavaClass rules, ConditionEvents events) {
                        boolean plain = rules.getRawSuperclass()
                                .filter(parent -> parent.isEquivalentTo(Object.class))
                                .isPresent();
                        if (!plain || rules.getSubclasses().size() != 1) {
                            events.add(SimpleConditionEvent.violated(
                                    rules, rules.getName() + " is extended by " + rules.getSubclasses()));
                        }
                    }
                }));
    }

    /** It tests the kit with faulty backends, which must never come near a class path of users. */
    @Test
    void theKitsOwnTestHasNoMainCode() {
        check(noClasses().should().resideInAPackage(SELFTEST));
    }

    @Test
    void testSupportUsesNothingElseOfTheProjectAndServesTestsOnly() {
        check(onlyUses(TEST_SUPPORT));
        check(noClasses()
                .that(resideOutsideOfPackages(TEST_SUPPORT))
                .should()
                .dependOnClassesThat(resideInAPackage(TEST_SUPPORT)));
    }

    @Test
    void nobodyUsesTheCommandLineOrTheBenchmarks() {
        check(noClasses()
                .that(resideOutsideOfPackages(CLI, BENCHMARKS))
                .should()
                .dependOnClassesThat(resideInAnyPackage(CLI, BENCHMARKS)));
    }

    @Test
    void packagesHaveAtMostTwentyFiles() {
        Map<String, Set<String>> files = MAIN_CODE.stream()
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName,
                        Collectors.mapping(ArchitectureTest::sourceFile, Collectors.toSet())));
        files.values().forEach(names -> names.remove("package-info.java"));
        files.values().removeIf(names -> names.size() <= MOST_FILES);
        assertEquals(Map.of(), files, "files in packages that are too large");
    }

    private static String sourceFile(JavaClass type) {
        return type.getSource().flatMap(Source::getFileName).orElse(type.getName());
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("io.messaging.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyTheCommandLineAndTheBenchmarksPrint() {
        check(noClasses().that(resideOutsideOfPackages(CLI, BENCHMARKS)).should(ACCESS_STANDARD_STREAMS));
    }

    @Test
    void publicApiShowsNoJackson() {
        check(classes()
                .that(resideOutsideOfPackages(JSON, "..internal..", CLI, BENCHMARKS))
                .and(describe("are visible to users", ArchitectureTest::isVisible))
                .should(showNoTypeOf("tools.jackson..", "com.fasterxml..")));
    }

    /** What is logged is often a user's exception, in a user's log handler, and both may fail. */
    @Test
    void ourBackendsLogThroughTheLogThatCannotFail() {
        check(noClasses()
                .that(resideInAnyPackage(MESSAGE, BACKEND, SPI, CONFIG, JSON, STORE, INMEMORY, EMBEDDED, REDIS))
                .should()
                .callMethod(System.class, "getLogger", String.class));
    }

    @Test
    void logUsesNothingElseOfTheProject() {
        check(onlyUses(LOG));
    }

    @Test
    void systemLoggerIsTheOnlyLogger() {
        check(noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.logging..",
                        "org.slf4j..",
                        "org.apache.logging..",
                        "org.apache.log4j..",
                        "org.apache.commons.logging..",
                        "ch.qos.logback..")));
    }

    @Test
    void exceptionsHaveAMeaningfulType() {
        Set<String> meaningless = Stream.of(Throwable.class, Exception.class, RuntimeException.class, Error.class)
                .map(Class::getName)
                .collect(Collectors.toSet());
        check(noClasses()
                .should()
                .callConstructorWhere(describe(
                        "it creates a plain " + meaningless,
                        call -> meaningless.contains(call.getTargetOwner().getName()) && !isSuperCall(call))));
    }

    @Test
    void publishedCodeDoesNotSleep() {
        check(noClasses()
                .that(resideOutsideOfPackages(CLI, BENCHMARKS))
                .and(describe("have no leave to sleep", type -> !MAY_SLEEP.contains(type.getName())))
                .should()
                .callMethodWhere(describe("it sleeps", ArchitectureTest::sleeps)));
    }

    @Test
    void publishedCodeDoesNotReadTheWallClock() {
        check(noClasses()
                .that(resideOutsideOfPackages(CLI, BENCHMARKS, TCK, TESTING, SELFTEST))
                .and(describe("have no reason to", type -> !MAY_READ_WALL_CLOCK.contains(type.getName())))
                .should()
                .callMethodWhere(describe("it reads a clock that may be set", ArchitectureTest::readsWallClock)));
    }

    private static boolean readsWallClock(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        return owner.equals("java.lang.System") && call.getName().equals("currentTimeMillis")
                || (owner.startsWith("java.time.") && call.getName().equals("now"))
                || (owner.matches("java\\.time\\.(Clock|InstantSource)")
                        && (call.getName().equals("millis") || call.getName().equals("instant")))
                || owner.equals("java.util.Date");
    }

    @Test
    void nothingIsDeserialized() {
        check(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(MAIN_CODE);
    }

    /** The package, and those of the project that it may use; what lies outside the project is not this rule's matter. */
    private static ArchRule onlyUses(String user, String... used) {
        String[] allowed = Stream.concat(Stream.of(user), Arrays.stream(used)).toArray(String[]::new);
        return noClasses()
                .that(resideInAPackage(user))
                .should()
                .dependOnClassesThat(resideInAPackage("io.messaging..").and(resideOutsideOfPackages(allowed)))
                .as("classes in '" + user + "' should use nothing of the project but " + Arrays.toString(used));
    }

    private static boolean isSuperCall(JavaConstructorCall call) {
        return call.getOrigin().isConstructor()
                && call.getOriginOwner()
                        .getRawSuperclass()
                        .filter(call.getTargetOwner()::equals)
                        .isPresent();
    }

    private static boolean sleeps(JavaMethodCall call) {
        boolean sleeper = call.getTargetOwner().isEquivalentTo(Thread.class)
                || call.getTargetOwner().isEquivalentTo(TimeUnit.class);
        return sleeper && call.getTarget().getName().equals("sleep");
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static ArchCondition<JavaClass> showNoTypeOf(String... packages) {
        DescribedPredicate<JavaClass> unwanted = resideInAnyPackage(packages);
        return new ArchCondition<>("show no type of " + Arrays.toString(packages)) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<JavaClass> parents =
                        Stream.concat(type.getAllRawInterfaces().stream(), type.getAllRawSuperclasses().stream());
                Stream<JavaClass> bounds = type.getTypeParameters().stream()
                        .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream());
                report(type.getDescription(), Stream.concat(parents, bounds), events);
                type.getMembers().stream()
                        .filter(member -> isVisible(member.getModifiers()))
                        .forEach(member -> report(member.getDescription(), typesShownBy(member), events));
            }

            private void report(String place, Stream<JavaClass> shown, ConditionEvents events) {
                shown.filter(unwanted)
                        .distinct()
                        .forEach(found ->
                                events.add(SimpleConditionEvent.violated(found, place + " shows " + found.getName())));
            }
        };
    }

    private static Stream<JavaClass> typesShownBy(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
    }
}
