package io.messaging.testing.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.shop.CachedShop;
import io.messaging.testing.support.Runs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A test does not fail for what lives longer than it on purpose. */
@Isolated // it checks for leaks of the whole JVM
class OwnershipTest {
    @AfterAll
    static void close() throws Exception {
        OwnershipSample.close();
        CachedShop.end();
        Left.close();
    }

    @Test
    void aTestFailsOnlyForWhatIsItsOwn() {
        Runs runs = Runs.of(Map.of(), OwnershipSample.class);
        assertEquals(List.of(), runs.failures(""));
        assertEquals(8, runs.succeeded("OwnershipSample]/[method:"));
        assertEquals(4, runs.succeeded("[test-template-invocation:"));
    }
}
