package custom.backend;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import java.util.List;

/** Somebody else's factory. */
public final class CustomBackendFactory implements MessagingBackendFactory {
    private static final FactoryOption<Integer> MAX_BYTES =
            FactoryOption.integer("max_bytes", 1_000, 1, 1_000_000, "The largest message, in bytes.");

    @Override
    public BackendName name() {
        return new BackendName("custom.backend", "CustomBackend");
    }

    @Override
    public String description() {
        return "Keeps messages in a map.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return List.of(MAX_BYTES);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        return new CustomBackend(options.get(MAX_BYTES));
    }
}
