package io.messaging.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static io.messaging.cli.architecture.MainCode.BENCHMARKS;
import static io.messaging.cli.architecture.MainCode.CLI;
import static io.messaging.cli.architecture.MainCode.JSON;
import static io.messaging.cli.architecture.MainCode.TCK;
import static io.messaging.cli.architecture.MainCode.TESTING;
import static io.messaging.cli.architecture.MainCode.TEST_SUPPORT;
import static io.messaging.cli.architecture.MainCode.check;
import static io.messaging.cli.architecture.MainCode.condition;
import static io.messaging.cli.architecture.MainCode.notIn;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.ObjectInputStream;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no main code does, or only the classes that are listed with a reason. */
class CodeRulesTest {
    /** Classes that may sleep; others wait for a condition, with a time limit. */
    private static final Set<String> MAY_SLEEP = Set.of(
            "Uninterruptibly", // implements it for the callers below
            // api
            "Callbacks", // samples a pool of threads for ones that are blocked
            "Retries", // the pause between two attempts, in short steps, so that a close ends it
            "ConcurrentDelivery", // looks whether its handler is slow, which nothing signals
            // embedded
            "RemoteMembership", // looks whether outcomes are unsent for long, which nothing signals
            // redis, which does not call back
            "LinkFactory", // retries while Redis starts
            "PendingBytes", // drains on close; the senders must stay free of locks
            "RedisLink", // retries after a transient error of a cluster or a failover
            "TopicClearing", // waits for the next millisecond of the clock of Redis
            // bus
            "Throttle", // paces a handler
            // fixtures and kit, which observe code that they must not change
            "Awaiter", // polls the backend under test, and slows handlers
            "Polling", // the fixtures' wait for threads, processes and connections that are ending, and for a port
            // command line
            "SoakRun"); // paces the load

    /** Classes that may read the wall clock; limits and pauses go by nanoTime. */
    private static final Set<String> MAY_READ_WALL_CLOCK = Set.of(
            "GemstoneGenerator", // ids are ordered by it
            "DurableRegistry", // when a client was last seen, for people
            "GroupRegistry", // when a group was last seen, for people
            "BlockFormat", // a pause that goes on after a restart
            "StoreClock", // a test's own clock
            // since when somebody is subscribed, for people
            "AbstractSubscription",
            "Feeds",
            "InMemoryBroker",
            "StoreSource",
            // the Python framework stores times of the machine's clock
            "PythonExpiry",
            "PythonReader",
            "PythonStore");

    /** Code of the project that logs through {@code io.messaging.log} only. */
    private static final String[] MAY_FAIL_TO_LOG = {TCK, TESTING, CLI, BENCHMARKS, TEST_SUPPORT, "io.messaging.log.."};

    @Test
    void mainCodeDoesNotSleep() {
        check(noClasses()
                .that(resideOutsideOfPackages(BENCHMARKS))
                .and(notIn(MAY_SLEEP))
                .should()
                .accessTargetWhere(describe("it sleeps", CodeRulesTest::sleeps)));
    }

    /** Parking for a time is a sleep: nobody unparks our threads. */
    private static boolean sleeps(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return switch (owner) {
            case "java.lang.Thread", "java.util.concurrent.TimeUnit", "io.messaging.concurrent.Uninterruptibly" ->
                access.getName().equals("sleep");
            case "java.util.concurrent.locks.LockSupport" -> access.getName().startsWith("park");
            default -> false;
        };
    }

    @Test
    void publishedCodeDoesNotReadTheWallClock() {
        check(noClasses()
                .that(resideOutsideOfPackages(CLI, BENCHMARKS, TCK, TESTING))
                .and(notIn(MAY_READ_WALL_CLOCK))
                .should()
                .accessTargetWhere(describe("it reads a clock that may be set", CodeRulesTest::readsWallClock)));
    }

    private static boolean readsWallClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        return owner.equals("java.lang.System") && name.equals("currentTimeMillis")
                || owner.startsWith("java.time.") && name.equals("now")
                || owner.matches("java\\.time\\.(Clock|InstantSource)") && name.matches("millis|instant")
                || owner.equals("java.util.Date");
    }

    @Test
    void onlyTheCommandLineAndTheBenchmarksPrint() {
        check(noClasses().that(resideOutsideOfPackages(CLI, BENCHMARKS)).should(ACCESS_STANDARD_STREAMS));
    }

    /** What is logged is often a user's exception, in a user's log handler, and both may fail. */
    @Test
    void ourBackendsLogThroughTheLogThatCannotFail() {
        check(noClasses()
                .that(resideOutsideOfPackages(MAY_FAIL_TO_LOG))
                .should()
                .callMethod(System.class, "getLogger", String.class));
    }

    @Test
    void systemLoggerIsTheOnlyLogger() {
        check(noClasses()
                .that(not(name("io.messaging.tck.engine.Warnings"))) // reads the log, to check what backends say in it
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

    private static boolean isSuperCall(JavaConstructorCall call) {
        return call.getOrigin().isConstructor()
                && call.getOriginOwner()
                        .getRawSuperclass()
                        .filter(call.getTargetOwner()::equals)
                        .isPresent();
    }

    @Test
    void nothingIsDeserialized() {
        check(noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class));
    }

    @Test
    void publicApiShowsNoJackson() {
        DescribedPredicate<JavaClass> jackson = resideInAnyPackage("tools.jackson..", "com.fasterxml..");
        check(classes()
                .that(resideOutsideOfPackages(JSON, CLI, BENCHMARKS))
                .and(describe("are visible to users", CodeRulesTest::isVisible))
                .should(condition("show no type of Jackson", (type, violated) -> {
                    Stream<JavaClass> parents =
                            Stream.concat(type.getAllRawInterfaces().stream(), type.getAllRawSuperclasses().stream());
                    Stream<JavaClass> bounds = type.getTypeParameters().stream()
                            .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream());
                    report(type.getDescription(), Stream.concat(parents, bounds).filter(jackson), violated);
                    type.getMembers().stream()
                            .filter(member -> isVisible(member.getModifiers()))
                            .forEach(member -> report(
                                    member.getDescription(),
                                    typesShownBy(member).filter(jackson),
                                    violated));
                })));
    }

    /** It is an optional dependency, which is missing in most programs. */
    @Test
    void oneClassUsesDataBinding() {
        check(noClasses()
                .that(describe(
                        "are not JacksonBinding", type -> !type.getName().equals("io.messaging.json.JacksonBinding")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("tools.jackson.databind..", "com.fasterxml.jackson..")));
    }

    private static void report(String place, Stream<JavaClass> shown, Consumer<String> violated) {
        shown.distinct().forEach(found -> violated.accept(place + " shows " + found.getName()));
    }

    private static Stream<JavaClass> typesShownBy(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getAllInvolvedRawTypes().stream();
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.concat(unit.getAllInvolvedRawTypes().stream(), unit.getExceptionTypes().stream());
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass().map(CodeRulesTest::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
    }
}
