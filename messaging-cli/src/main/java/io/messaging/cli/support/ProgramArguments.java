package io.messaging.cli.support;

import io.messaging.cli.terminal.DisplayText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recovers the program's arguments. The JVM decodes them in the locale's encoding, which is ASCII if the locale is not
 * installed: other characters become question marks. Linux still has the bytes. Thread-safe.
 */
public final class ProgramArguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final char REPLACEMENT = '\ufffd';

    private ProgramArguments() {}

    /**
     * Decodes the arguments of this process again.
     *
     * @param decoded as decoded by the JVM
     * @return the arguments as typed
     * @throws IllegalArgumentException if that cannot be recovered: wrong text must not be stored
     */
    public static String[] ofProcess(String[] decoded) {
        return decode(decoded, commandLine(), System.getProperty("sun.jnu.encoding", ""));
    }

    /** Returns the bytes of the command line, each argument ended by a NUL; empty if the system has none. */
    private static byte[] commandLine() {
        try {
            return Files.readAllBytes(COMMAND_LINE);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    static String[] decode(String[] decoded, byte[] commandLine, String encoding) {
        Charset charset = charset(encoding);
        List<byte[]> raw = last(decoded.length, commandLine);
        String[] result = new String[decoded.length];
        for (int i = 0; i < decoded.length; i++) {
            result[i] = raw == null
                    ? requireIntact(i, decoded[i], charset)
                    : decode(
                            i,
                            raw.get(i),
                            charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset);
        }
        return result;
    }

    private static Charset charset(String encoding) {
        try {
            return encoding.startsWith("ANSI_X3.4") ? StandardCharsets.US_ASCII : Charset.forName(encoding);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.US_ASCII;
        }
    }

    /** The program's arguments are last, after those of the JVM. */
    private static List<byte[]> last(int count, byte[] commandLine) {
        List<byte[]> arguments = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                byte[] argument = new byte[i - start];
                System.arraycopy(commandLine, start, argument, 0, argument.length);
                arguments.add(argument);
                start = i + 1;
            }
        }
        return arguments.size() < count ? null : arguments.subList(arguments.size() - count, arguments.size());
    }

    private static String decode(int index, byte[] raw, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            throw refusal(index, new String(raw, StandardCharsets.ISO_8859_1), charset);
        }
    }

    private static String requireIntact(int index, String decoded, Charset charset) {
        boolean ascii = charset.equals(StandardCharsets.US_ASCII);
        boolean intact = decoded.chars().allMatch(c -> c != REPLACEMENT && !(ascii && (c == '?' || c > 0x7f)));
        if (!intact) {
            throw refusal(index, decoded, charset);
        }
        return decoded;
    }

    private static IllegalArgumentException refusal(int index, String shown, Charset charset) {
        return new IllegalArgumentException("argument " + (index + 1) + ", '" + DisplayText.printable(shown)
                + "', is not valid " + charset
                + ", the encoding of the locale; set LC_ALL to an installed UTF-8 locale, "
                + "such as C.UTF-8, and type it again");
    }
}
