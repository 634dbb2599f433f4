package io.messaging.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MutantsDiscoveryTest {
    private static Mutant mutant(String rule) {
        return Mutant.of(rule, "name").fault("telling", correct -> correct);
    }

    static final class Rd01Right {
        static final Mutant READS_TWICE = mutant("RD-01");
    }

    static final class Rd01Again {
        static final Mutant READS_TWICE = mutant("RD-01");
    }

    static final class Rd99UnknownRule {
        static final Mutant READS_TWICE = mutant("RD-99");
    }

    static final class Rd02OtherRule {
        static final Mutant READS_TWICE = mutant("RD-01");
    }

    static final class Rd01NoFault {
        static final Mutant READS_TWICE = Mutant.of("RD-01", "name");
    }

    static final class Rd01InAList {
        static final Mutant READS_TWICE = mutant("RD-01");
        static final List<Mutant> MORE = List.of(mutant("RD-01"));
    }

    static final class Rd01InAMethod {
        static final Mutant READS_TWICE = mutant("RD-01");

        static Mutant readsThrice() {
            return mutant("RD-01");
        }
    }

    @Test
    void anIdIsTheRuleAndTheNameOfTheField() {
        assertEquals(
                Set.of("RD-01.reads-twice"),
                Mutants.discover(List.of(Rd01Right.class)).keySet());
    }

    @Test
    void aDeclarationThatWouldBeMissedFails() {
        assertFails("MORE is not found", Rd01InAList.class);
        assertFails("readsThrice() is not found", Rd01InAMethod.class);
        assertFails("declares no mutant", String.class);
    }

    @Test
    void aWrongDeclarationFails() {
        assertFails("has the id of another mutant", Rd01Right.class, Rd01Again.class);
        assertFails("breaks an unknown rule, RD-99", Rd99UnknownRule.class);
        assertFails("declares no fault", Rd01NoFault.class);
        assertFails("belongs in a class that is named after RD-01", Rd02OtherRule.class);
    }

    private static void assertFails(String message, Class<?>... classes) {
        IllegalStateException failure =
                assertThrows(IllegalStateException.class, () -> Mutants.discover(List.of(classes)));
        assertTrue(failure.getMessage().contains(message), failure::getMessage);
    }

    @Test
    void eachRuleHasOneRepresentative() {
        List<String> rules = Mutants.ofTheBuild().stream()
                .filter(Mutant::isRepresentative)
                .map(Mutant::rule)
                .toList();
        assertEquals(Set.copyOf(SelfTest.rules()), Set.copyOf(rules));
        assertEquals(rules.size(), Set.copyOf(rules).size());
    }
}
