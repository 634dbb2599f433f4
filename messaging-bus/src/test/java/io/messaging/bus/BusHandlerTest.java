package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import io.messaging.message.Message;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Functions in front of handlers. */
class BusHandlerTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void atMostSoManyMessagesStartWithinAPeriod() {
        Throttle throttle = new Throttle(2, Duration.ofSeconds(1));
        assertEquals(0, throttle.reserve(5 * SECOND));
        assertEquals(0, throttle.reserve(5 * SECOND + 1));
        assertEquals(SECOND - 2, throttle.reserve(5 * SECOND + 2), "a second after the first");
        assertEquals(SECOND - 1, throttle.reserve(5 * SECOND + 2), "a second after the second");
        assertEquals(2 * SECOND - 2, throttle.reserve(5 * SECOND + 2), "two seconds after the first");
        assertEquals(0, throttle.reserve(50 * SECOND));
    }

    @Test
    void badLimitsAreRefused() {
        BusHandler<Message> handler = (message, context) -> {};
        assertThrows(IllegalArgumentException.class, () -> handler.throttled(0, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> handler.throttled(1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> handler.onlyIf(null));
    }

    /** Threads of the backend get the class loader of the program's handler, whatever stands in front of it (SUB-20). */
    @Test
    void theClassLoaderIsThatOfTheProgramsHandler() throws Exception {
        try (URLClassLoader application =
                new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            @SuppressWarnings("unchecked")
            BusHandler<Message> handler = (BusHandler<Message>) Proxy.newProxyInstance(
                    application, new Class<?>[] {BusHandler.class, Runnable.class}, (proxy, method, args) -> null);
            assertSame(application, Composed.loaderOf(handler));
            BusHandler<Message> throttled = Composed.around(handler, (message, context) -> {});
            assertSame(application, Composed.loaderOf(Composed.around(throttled, (message, context) -> {})));
        }
    }

    /** A log of the program's that fails decides nothing about its messages. */
    @Test
    void aLogThatFailsLosesNoMessageAndHidesNoFailure() throws Exception {
        System.Logger broken = (System.Logger) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {System.Logger.class}, (proxy, method, args) -> {
                    throw new IllegalStateException("the disk of the log is full");
                });
        try (MessagingBackend backend = InMemoryMessagingBackend.open("broken-log", Delivery.ASYNC);
                MessageBus bus = MessageBus.of(backend, "n")) {
            BusHandler<Message> handler = (message, context) -> {
                throw new RejectedDeliveryException("intended: never");
            };
            bus.register("billing").subscribe("orders", handler.logged(broken, System.Logger.Level.INFO));
            RequestFailedException failed = (RequestFailedException) assertThrows(
                            ExecutionException.class,
                            () -> bus.register("desk")
                                    .request("orders", Map.of("k", 1), Message.class, Duration.ofHours(1))
                                    .get(60, TimeUnit.SECONDS))
                    .getCause();
            assertEquals("RejectedDeliveryException", failed.errorType());
        }
    }
}
