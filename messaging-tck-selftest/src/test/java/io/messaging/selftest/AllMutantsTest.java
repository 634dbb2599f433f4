package io.messaging.selftest;

import org.junit.jupiter.api.Tag;

/** The self-test of the kit with every mutant, every control and every rule. */
@Tag("thorough")
class AllMutantsTest extends MutantRules {
    AllMutantsTest() {
        super(Mutants.all(), true);
    }
}
