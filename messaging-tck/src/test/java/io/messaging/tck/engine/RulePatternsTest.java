package io.messaging.tck.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulePatternsTest {
    @Test
    void noPatternWantsEveryRule() {
        assertTrue(new RulePatterns(List.of()).want("RD-01"));
    }

    @Test
    void aStarStandsForAnyText() {
        RulePatterns patterns = new RulePatterns(List.of("SUB-*"));
        assertTrue(patterns.want("SUB-01"));
        assertFalse(patterns.want("RD-01"));
        assertFalse(patterns.want("XSUB-01"));
    }

    @Test
    void aQuestionMarkStandsForOneCharacter() {
        RulePatterns patterns = new RulePatterns(List.of("RD-0?"));
        assertTrue(patterns.want("RD-07"));
        assertFalse(patterns.want("RD-17"));
    }

    @Test
    void onePatternOfSeveralIsEnough() {
        RulePatterns patterns = new RulePatterns(List.of("LIFE-*", "RD-03"));
        assertTrue(patterns.want("RD-03"));
        assertTrue(patterns.want("LIFE-05"));
        assertFalse(patterns.want("RD-04"));
    }

    @Test
    void nothingElseHasAMeaning() {
        assertThrows(MessagingConfigurationException.class, () -> new RulePatterns(List.of("RD.03")));
        assertTrue(new RulePatterns(List.of("rd-03")).want("RD-03"), "small letters");
    }
}
