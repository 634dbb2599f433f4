package io.messaging.selftest;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The self-test of the kit with every mutant, every control and every rule; by hand, with {@code -Dselftest.full=true}. */
@EnabledIfSystemProperty(named = "selftest.full", matches = "true", disabledReason = "takes long; -Dselftest.full=true")
class AllMutantsTest extends MutantRules {
    AllMutantsTest() {
        super(Mutants.all(), true);
    }
}
