package io.messaging.selftest;

/** The self-test of the kit with the mutants that every build tries. */
class MutantsTest extends MutantRules {
    MutantsTest() {
        super(Mutants.ofTheBuild(), SelfTest.Extent.BUILD);
    }
}
