package io.messaging.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SafeLogTest {
    private final Logger target = Logger.getLogger(SafeLogTest.class.getName());
    private final System.Logger log = SafeLog.of(SafeLogTest.class);
    private final List<LogRecord> records = new ArrayList<>();
    private Handler handler;

    private void handle(Consumer<LogRecord> publish) {
        handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                publish.accept(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        target.setUseParentHandlers(false);
        target.addHandler(handler);
    }

    @AfterEach
    void removeTheHandler() {
        target.removeHandler(handler);
        target.setUseParentHandlers(true);
    }

    @Test
    void passesOnWhatIsLoggedAndWhoLoggedIt() {
        handle(record -> {
            record.getSourceMethodName(); // is found out by the first who asks
            records.add(record);
        });
        Throwable failure = new IllegalStateException("for this test");
        log.log(Level.WARNING, () -> "said", failure);

        assertEquals(1, records.size());
        LogRecord record = records.get(0);
        assertEquals("said", record.getMessage());
        assertEquals(failure, record.getThrown());
        assertEquals(SafeLogTest.class.getName(), record.getSourceClassName());
        assertEquals("passesOnWhatIsLoggedAndWhoLoggedIt", record.getSourceMethodName());
    }

    @Test
    void namesAFailureThatCannotBePrinted() {
        handle(records::add);
        Throwable unprintable = new UnprintableException();
        log.log(Level.WARNING, "said", unprintable);

        assertNull(records.get(0).getThrown());
        assertTrue(
                records.get(0).getMessage().contains(UnprintableException.class.getName()), records.get(0)::getMessage);
    }

    private static final class UnprintableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new NoClassDefFoundError("for this test");
        }
    }

    @Test
    void aCyclicChainOfCausesIsPrinted() {
        handle(records::add);
        Throwable one = new IllegalStateException("one");
        Throwable two = new IllegalStateException("two", one);
        one.initCause(two);
        log.log(Level.WARNING, "said", one);

        assertEquals(one, records.get(0).getThrown());
    }

    @Test
    void aLogThatFailsFailsNobody() {
        handle(record -> {
            throw new NoClassDefFoundError("for this test");
        });
        log.log(Level.WARNING, () -> "said", new IllegalStateException("for this test"));
        log.log(Level.WARNING, "said {0}", new Object[] {new UnprintableException()});
    }
}
