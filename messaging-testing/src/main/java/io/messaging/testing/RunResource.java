package io.messaging.testing;

import io.messaging.testing.space.TestRun;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has JUnit end the run: by the one interface up to 5.12, by the other from 5.13 on. */
@SuppressWarnings("deprecation") // for older JUnits
record RunResource(TestRun run) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
        run.close();
    }
}
