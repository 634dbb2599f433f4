package io.messaging.redis;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.redis.options.RedisOptions;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.util.List;

/** Creates {@link RedisMessagingBackend}s from a configuration. Thread-safe. */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class RedisMessagingBackendFactory implements MessagingBackendFactory {
    private static final String CLASS = "RedisMessagingBackend";

    /** For {@link java.util.ServiceLoader}. */
    public RedisMessagingBackendFactory() {}

    @Override
    public BackendName name() {
        return new BackendName("io.messaging.redis", CLASS);
    }

    @Override
    public List<BackendName> aliases() {
        return List.of(
                new BackendName("rustic_ai.redis.messaging.backend", CLASS),
                new BackendName("rustic_ai.redis.messaging", CLASS));
    }

    @Override
    public String description() {
        return "Keeps messages in Redis (one server, Sentinel or Cluster); for programs on many machines.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return RedisOptions.ALL;
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new RedisMessagingBackend(new RedisConfiguration(options));
    }
}
