package io.messaging.testing;

import io.messaging.testing.space.TestRun;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets JUnit close the run: through one interface up to 5.12, through the other from 5.13 on. */
@SuppressWarnings("deprecation") // for older JUnits
record RunResource(TestRun run) implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    @Override
    public void close() {
        run.close();
    }
}
