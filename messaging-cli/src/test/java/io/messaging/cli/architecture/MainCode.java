package io.messaging.cli.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The classes of the modules on this module's class path, without tests, and what rules about them share. */
final class MainCode {
    static final String EMBEDDED = "io.messaging.embedded..";
    static final String REDIS = "io.messaging.redis..";
    static final String JSON = "io.messaging.json..";
    static final String TCK = "io.messaging.tck..";
    static final String TESTING = "io.messaging.testing..";
    static final String CLI = "io.messaging.cli..";
    static final String BENCHMARKS = "io.messaging.benchmarks..";
    static final String TEST_SUPPORT = "io.messaging.testsupport..";

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.messaging");

    private MainCode() {}

    /** Fails when a class violates the rule. A rule may name packages that do not exist yet. */
    static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    /** Matches classes outside the source files with these names, which do not change when a file is moved. */
    static DescribedPredicate<JavaClass> notIn(Set<String> files) {
        return describe("are not listed with a reason", type -> {
            String name = type.getName().replaceFirst("\\$.*", "");
            return !files.contains(name.substring(name.lastIndexOf('.') + 1));
        });
    }

    /** Returns a condition; the check calls its second argument with the text of each violation. */
    static ArchCondition<JavaClass> condition(String text, BiConsumer<JavaClass, Consumer<String>> check) {
        return new ArchCondition<>(text) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                check.accept(type, violation -> events.add(SimpleConditionEvent.violated(type, violation)));
            }
        };
    }
}
