package io.messaging.tck.run;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.BackendDiscovery;
import io.messaging.config.MessagingConfig;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.FactoryOption.Type;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration whose connections go through a {@link ConnectionProxy}. That is possible for a backend that has
 * options named {@code host} and {@code port}. Owned by one test.
 */
final class ProxiedConfig implements AutoCloseable {
    private static final String HOST = "host";
    private static final String PORT = "port";
    private static final String AUTO_START = "auto_start_server";

    /** Has its server started, if it starts one, and keeps it: the proxied ones cannot do that. */
    private final MessagingBackend keeper;

    private final ConnectionProxy proxy;
    private final MessagingConfig config;

    private ProxiedConfig(MessagingBackend keeper, ConnectionProxy proxy, MessagingConfig config) {
        this.keeper = keeper;
        this.proxy = proxy;
        this.config = config;
    }

    static Optional<ProxiedConfig> of(MessagingConfig config) throws IOException {
        List<FactoryOption<?>> options =
                BackendDiscovery.discover().find(config.backendName()).options();
        Optional<Object> host = value(config, options, HOST, Type.TEXT);
        Optional<Object> port = value(config, options, PORT, Type.INTEGER);
        if (host.isEmpty() || port.isEmpty()) {
            return Optional.empty();
        }
        MessagingBackend keeper = config.createBackend();
        ConnectionProxy proxy = new ConnectionProxy(
                host.get().toString(), Integer.parseInt(port.get().toString()));
        MessagingConfig proxied = config.withOption(HOST, proxy.host()).withOption(PORT, proxy.port());
        boolean mayStart = find(options, AUTO_START, Type.BOOLEAN).isPresent();
        return Optional.of(
                new ProxiedConfig(keeper, proxy, mayStart ? proxied.withOption(AUTO_START, false) : proxied));
    }

    private static Optional<FactoryOption<?>> find(List<FactoryOption<?>> options, String name, Type type) {
        return options.stream()
                .filter(option -> option.name().equals(name) && option.type() == type)
                .findFirst();
    }

    private static Optional<Object> value(
            MessagingConfig config, List<FactoryOption<?>> options, String name, Type type) {
        Object given = ((Map<?, ?>) config.toMap().get("backend_config")).get(name);
        return find(options, name, type).map(option -> given == null ? option.defaultValue() : given);
    }

    MessagingBackend open() {
        return config.createBackend();
    }

    void cut() {
        proxy.cut();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        keeper.close();
    }
}
