package io.messaging.cli.support;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.terminal.Terminal;
import io.messaging.config.BackendDiscovery;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.spi.FactoryOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that choose a backend, the same on every command that talks to one. Filled in by picocli, then read. */
public final class BackendOptions {
    /** The default port of the embedded backend. */
    public static final int DEFAULT_PORT = EmbeddedServerOptions.DEFAULT_PORT;

    /** The loopback interface. */
    public static final String LOOPBACK = EmbeddedServerOptions.DEFAULT_HOST;

    private static final String AUTO_START = "auto_start_server";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The backend: a JSON file with backend_module, backend_class and backend_config.")
    private Path file;

    @Option(names = "--config-json", paramLabel = "JSON", description = "The same as text.")
    private String json;

    @Option(names = "--host", paramLabel = "HOST", description = "An embedded server's host; without it, 127.0.0.1.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", description = "An embedded server's port; without it, 31134.")
    private Integer port;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file with the embedded server's token; without it, that of the configuration or of the "
                    + "environment variable MESSAGING_TOKEN.")
    private Path tokenFile;

    @Mixin
    private NamedBackend named;

    @Mixin
    private ClassPathOption classPath;

    /**
     * Returns the configuration that the user chose: by option, or by MESSAGING_CONFIG in the environment.
     *
     * @return empty if the user chose nothing
     */
    public Optional<MessagingConfig> chosen() {
        return given().map(this::withToken);
    }

    private MessagingConfig withToken(MessagingConfig config) {
        return tokenFile == null ? config : config.withOption("token_file", tokenFile.toString());
    }

    private Optional<MessagingConfig> given() {
        classPath.apply();
        boolean address = host != null || port != null;
        if (Stream.of(file != null, json != null, named.isGiven(), address)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new IllegalArgumentException(
                    "--config, --config-json, --backend-module and --host/--port are mutually exclusive: "
                            + "each chooses the backend");
        }
        if (file != null) {
            return Optional.of(MessagingConfig.load(file));
        }
        if (json != null) {
            return Optional.of(MessagingConfig.fromJson(json));
        }
        if (named.isGiven()) {
            return Optional.of(named.config());
        }
        if (address) {
            return Optional.of(embedded(host == null ? LOOPBACK : host, port == null ? DEFAULT_PORT : port));
        }
        String inherited = System.getenv(MessagingConfig.ENVIRONMENT_VARIABLE);
        return inherited == null || inherited.isBlank()
                ? Optional.empty()
                : Optional.of(MessagingConfig.fromEnvironment());
    }

    /** Returns the configuration of the embedded backend at an address. */
    public static MessagingConfig embedded(String host, int port) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("host", host);
        options.put("port", port);
        return MessagingConfig.of(Map.of(
                "backend_module", "io.messaging.embedded",
                "backend_class", "EmbeddedMessagingBackend",
                "backend_config", options));
    }

    /**
     * Returns the configuration for a short-lived command, which never starts a server: the server and its messages
     * would end with the command.
     */
    public MessagingConfig forVisitor() {
        MessagingConfig config = chosen().orElseGet(() -> withToken(embedded(LOOPBACK, DEFAULT_PORT)));
        List<FactoryOption<?>> options =
                BackendDiscovery.discover().find(config.backendName()).options();
        boolean mayStartServer =
                options.stream().anyMatch(option -> option.name().equals(AUTO_START));
        return mayStartServer ? config.withOption(AUTO_START, false) : config;
    }

    /** Opens the backend for a short-lived command; warns if other processes cannot see its effect. */
    public MessagingBackend openAsVisitor(Terminal terminal) {
        MessagingConfig config = forVisitor();
        MessagingBackend backend = config.createBackend();
        if (!backend.capabilities().contains(Capability.CROSS_PROCESS)) {
            terminal.note(terminal.errStyle().yellow("warning:") + " "
                    + config.backendName().className()
                    + " does not reach other processes: what is stored in it ends with this command");
        }
        return backend;
    }

    /** Returns the jars that the user added, to pass to a child process. */
    public List<Path> addedJars() {
        return classPath.jars();
    }
}
