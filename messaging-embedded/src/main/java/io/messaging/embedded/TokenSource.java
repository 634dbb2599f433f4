package io.messaging.embedded;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.embedded.protocol.Token;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.json.InputText;
import io.messaging.log.SafeLog;
import io.messaging.spi.OptionValues;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Reads the token from an option, a file, or else the environment. Never logged or printed. Thread-safe. */
final class TokenSource {
    private static final System.Logger LOGGER = SafeLog.of(TokenSource.class);
    private static final Set<PosixFilePermission> FOR_OTHERS =
            Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    private TokenSource() {}

    /** Returns the token, or null where there is none. */
    static Token resolve(OptionValues options) {
        Optional<String> option = options.find(ServerOptions.TOKEN);
        Optional<String> file = options.find(ServerOptions.TOKEN_FILE);
        if (option.isPresent() && file.isPresent()) {
            throw new MessagingConfigurationException("token and token_file are both given; leave one out");
        }
        if (option.isPresent()) {
            return token("option token", option.get());
        }
        if (file.isPresent()) {
            return read(file.get());
        }
        String inherited = System.getenv(Token.VARIABLE);
        if (inherited == null || inherited.isBlank()) {
            return null;
        }
        String source = "environment variable " + Token.VARIABLE;
        if (InputText.hasLostCharacters(inherited)) {
            throw new MessagingConfigurationException("the token of the " + source
                    + " has characters that the locale's encoding, " + System.getProperty("sun.jnu.encoding")
                    + ", does not decode; use ASCII, or set LC_ALL to an installed UTF-8 locale such as C.UTF-8");
        }
        return token(source, InputText.withoutByteOrderMark(inherited).strip());
    }

    private static Token read(String file) {
        Path path = Path.of(file);
        try {
            String text = InputText.read(path).strip();
            warnOfReaders(path);
            return token("token_file " + file, text);
        } catch (IOException e) {
            throw new MessagingConfigurationException(
                    "cannot read the token_file " + file + " ("
                            + (e instanceof FileSystemException ? e.getClass().getSimpleName() : e.getMessage())
                            + "); check the path and who may read it",
                    e);
        }
    }

    private static void warnOfReaders(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
            LOGGER.log(
                    Level.WARNING,
                    "others than its owner may read the token_file {0}; take that from them: chmod 600",
                    file);
        }
    }

    private static Token token(String source, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < Token.MIN_LENGTH) {
            throw new MessagingConfigurationException("the token of the " + source + " has " + length
                    + " characters and needs at least " + Token.MIN_LENGTH + "; make one with: openssl rand -hex 32");
        }
        return new Token(text);
    }
}
