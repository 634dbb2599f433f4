package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the scenarios of one group share: a backend, and a bus in a namespace of its own. */
abstract class BusScenario {
    /** A limit that is not reached: what is said at once does not wait for it. */
    static final Duration HOUR = Duration.ofHours(1);

    private static final AtomicInteger NAMES = new AtomicInteger();

    final String namespace =
            "shop" + NAMES.incrementAndGet() + "-" + ProcessHandle.current().pid();
    MessagingBackend backend;
    MessageBus bus;
    private final BusScenarios backends;

    BusScenario(BusScenarios backends) {
        this.backends = backends;
    }

    /** An order. */
    public record Order(String number) {}

    /** An invoice. */
    public record Invoice(String number, int sum) {}

    @BeforeEach
    void openBus() {
        backend = backends.open();
        bus = MessageBus.of(backend, namespace);
    }

    @AfterEach
    void closeAll() {
        bus.close();
        backend.close();
    }

    /** Assumes that the backend knows of every subscriber. */
    final void assumeAllSubscribersAreKnown() {
        assumeTrue(backends.knowsAllSubscribers(), "there may be subscribers that are not known");
    }

    final boolean can(Capability capability) {
        return backend.capabilities().contains(capability);
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Await.LIMIT.toSeconds(), SECONDS);
    }

    static <T extends Throwable> T failure(Class<T> type, CompletableFuture<?> future) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> await(future));
        return assertInstanceOf(type, failed.getCause());
    }

    final BusClient billing() {
        BusClient billing = bus.register("billing");
        billing.handle("orders", Order.class, (order, context) -> context.reply(new Invoice(order.number(), 30)));
        return billing;
    }
}
