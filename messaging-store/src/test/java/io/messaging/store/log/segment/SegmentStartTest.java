package io.messaging.store.log.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentStartTest {
    /** Some languages have digits of their own, and a file that is not found is as good as lost. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "tr", "ar-EG-u-nu-arab", "fa-IR-u-nu-arabext", "th-TH-u-nu-thai"})
    void filesHaveTheSameNamesInAllLanguages(String language) {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(language));
        try {
            assertEquals("0000000007.log", SegmentStart.fileName(7));
            assertEquals(7, SegmentStart.number(SegmentStart.fileName(7)));
            assertEquals(Integer.MAX_VALUE, SegmentStart.number(SegmentStart.fileName(Integer.MAX_VALUE)));
        } finally {
            Locale.setDefault(before);
        }
    }
}
