package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void durationsHaveTheUnitThatSuitsThem() {
        assertEquals("0 us", Figures.duration(0));
        assertEquals("87 us", Figures.duration(87_400));
        assertEquals("1.00 ms", Figures.duration(999_600), "rounds into the next unit");
        assertEquals("9.99 ms", Figures.duration(9_990_000));
        assertEquals("10.0 ms", Figures.duration(9_996_000));
        assertEquals("123 ms", Figures.duration(123_400_000));
        assertEquals("1.0 s", Figures.duration(999_600_000));
        assertEquals("12.3 s", Figures.duration(12_340_000_000L));
        assertEquals("1,200 s", Figures.duration(1_200_000_000_000L));
    }

    @Test
    void countsAgreeWithTheirNouns() {
        assertEquals("0 messages", Figures.counted(0, "message"));
        assertEquals("1 message", Figures.counted(1, "message"));
        assertEquals("1,234 messages", Figures.counted(1_234, "message"));
        assertEquals("2 processes", Figures.counted(2, "process", "processes"));
    }

    @Test
    void bytesHaveTheUnitThatSuitsThem() {
        assertEquals("1,023 bytes", Figures.bytes(1_023));
        assertEquals("1.0 KiB", Figures.bytes(1_024));
        assertEquals("8.0 MiB", Figures.bytes(8 << 20));
        assertEquals("150 GiB", Figures.bytes(150L << 30));
    }

    @Test
    void rateIsASecond() {
        assertEquals("1,500", Figures.rate(3_000, 2_000_000_000L));
    }

    @Test
    void barIsFullOnlyAtTheEnd() {
        assertEquals("[    ]", Figures.bar(0, 4));
        assertEquals("[=>  ]", Figures.bar(0.5, 4));
        assertEquals("[====]", Figures.bar(1, 4));
        assertEquals("[====]", Figures.bar(1.5, 4), "a file that grew while it was read");
    }
}
