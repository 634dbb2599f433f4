package io.messaging.testsupport.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The server to test against: what the environment variable {@code REDIS_SERVER} names, else the one that a test
 * dependency carries for this platform, else {@code redis-server} on the PATH.
 */
final class RedisBinary {
    private static final Optional<Path> PATH = find();

    private RedisBinary() {}

    /** Returns the executable, or skips the test with the reason. */
    static Path require() {
        Assumptions.assumeTrue(
                PATH.isPresent(), "no redis-server for this platform: put one on the PATH, or name it in REDIS_SERVER");
        return PATH.get();
    }

    private static Optional<Path> find() {
        String named = System.getenv("REDIS_SERVER");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Optional<Path> bundled = bundledName().flatMap(RedisBinary::extract).filter(RedisBinary::runs);
        return bundled.isPresent()
                ? bundled
                : Optional.of(Path.of("redis-server")).filter(RedisBinary::runs);
    }

    private static Optional<String> bundledName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (os.contains("linux")) {
            return Optional.of(arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64");
        }
        if (os.contains("mac")) {
            return Optional.of(arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64");
        }
        return os.contains("windows") ? Optional.of("redis-server-5.0.14.1-windows-amd64.exe") : Optional.empty();
    }

    private static Optional<Path> extract(String name) {
        try (InputStream resource = RedisBinary.class.getResourceAsStream("/" + name)) {
            if (resource == null) {
                return Optional.empty();
            }
            Path file = Files.createTempDirectory("messaging-redis").resolve("redis-server.exe");
            Files.copy(resource, file);
            file.getParent().toFile().deleteOnExit(); // the last one to be registered is the first to go
            file.toFile().deleteOnExit();
            return file.toFile().setExecutable(true) ? Optional.of(file) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean runs(Path file) {
        try {
            Process process = new ProcessBuilder(file.toString(), "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
