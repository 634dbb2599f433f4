package io.messaging.cli.support;

import io.messaging.backend.MessagingConfigurationException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that adds backends from other jars. Filled in by picocli, then read. */
public final class ClassPathOption {
    @Option(
            names = "--classpath",
            paramLabel = "JARS",
            split = ":",
            description = "Jars or folders with further backends, separated by colons.")
    private List<Path> jars = List.of();

    /** Sets the thread's class loader, which discovery uses, to one that finds the jars. */
    public void apply() {
        if (jars.isEmpty()) {
            return;
        }
        URL[] urls = jars.stream().map(ClassPathOption::url).toArray(URL[]::new);
        // never closed: classes are loaded from it until the process ends
        Thread.currentThread().setContextClassLoader(new URLClassLoader(urls, ClassPathOption.class.getClassLoader()));
    }

    private static URL url(Path jar) {
        if (!Files.exists(jar)) {
            throw new MessagingConfigurationException(
                    "--classpath names " + jar + ", which does not exist; check the path");
        }
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new MessagingConfigurationException("--classpath names " + jar + ", which is not a file path", e);
        }
    }

    List<Path> jars() {
        return List.copyOf(jars);
    }

    /** Writes paths as the option takes them. */
    public static String join(List<Path> jars) {
        return String.join(
                ":", jars.stream().map(jar -> jar.toAbsolutePath().toString()).toList());
    }
}
