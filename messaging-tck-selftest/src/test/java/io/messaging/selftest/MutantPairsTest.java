package io.messaging.selftest;

import org.junit.jupiter.api.Tag;

/** The self-test of the kit with the mutants of every build and most quick rules that they do not break. */
@Tag("thorough")
class MutantPairsTest extends MutantRules {
    MutantPairsTest() {
        super(Mutants.ofTheBuild(), SelfTest.Extent.PAIRS);
    }
}
