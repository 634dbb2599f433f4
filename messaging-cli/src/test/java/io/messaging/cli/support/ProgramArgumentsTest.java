package io.messaging.cli.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramArgumentsTest {
    private static byte[] commandLine(Charset charset, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String argument : arguments) {
            bytes.writeBytes(argument.getBytes(charset));
            bytes.write(0);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANSI_X3.4-1968", "US-ASCII", "646", "UTF-8", "no such encoding", ""})
    void utf8IsUnderstoodInEveryLocaleThatHasNoEncodingOfItsOwn(String encoding) {
        byte[] raw = commandLine(StandardCharsets.UTF_8, "java", "-jar", "m.jar", "--topic", "münchen?", "", "🚀");
        assertArrayEquals(
                new String[] {"--topic", "münchen?", "", "🚀"},
                ProgramArguments.decode(new String[] {"--topic", "m??nchen?", "", "????"}, raw, encoding));
    }

    @Test
    void anotherEncodingOfTheLocaleCounts() {
        byte[] raw = commandLine(StandardCharsets.ISO_8859_1, "java", "münchen");
        assertArrayEquals(
                new String[] {"münchen"}, ProgramArguments.decode(new String[] {"münchen"}, raw, "ISO-8859-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANSI_X3.4-1968", "UTF-8"})
    void whatIsNotInTheEncodingIsRefused(String encoding) {
        byte[] raw = commandLine(StandardCharsets.ISO_8859_1, "java", "münchen");
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> ProgramArguments.decode(new String[] {"m\ufffdnchen"}, raw, encoding))
                .getMessage();
        assertTrue(message.startsWith("argument 1, 'm") && message.contains("LC_ALL"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m??nchen", "m\ufffdnchen"})
    void withoutTheBytesWhatMayHaveLostCharactersIsRefused(String decoded) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ProgramArguments.decode(new String[] {decoded}, new byte[0], "ANSI_X3.4-1968"));
    }

    @Test
    void withoutTheBytesWhatIsIntactIsTaken() {
        assertArrayEquals(
                new String[] {"what?", "münchen"},
                ProgramArguments.decode(new String[] {"what?", "münchen"}, new byte[0], "UTF-8"));
        assertArrayEquals(
                new String[] {"plain"}, ProgramArguments.decode(new String[] {"plain"}, new byte[0], "ANSI_X3.4-1968"));
    }
}
