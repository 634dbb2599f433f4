package io.messaging.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.config.Interceptors;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InterceptedBackendTest {
    private static final Message MESSAGE = Message.fromJson("{\"id\":1}");

    private final List<String> notes = new ArrayList<>();
    private final RecordingBackend plain = new RecordingBackend(Set.of(Capability.values()));
    private final MessagingBackend backend =
            Interceptors.on(Interceptors.on(plain, noting("c")), noting("a"), noting("b"));

    private MessagingInterceptor noting(String name) {
        return new MessagingInterceptor() {
            @Override
            public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                notes.add(name + " handles");
                chain.proceed(delivery);
                notes.add(name + " handled");
            }

            @Override
            public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
                notes.add(name + " stores in " + call.namespace() + "/" + call.topic());
                return chain.proceed(call.message())
                        .whenComplete((done, failure) -> notes.add(name + (failure == null ? " stored" : " failed")));
            }
        };
    }

    @Test
    void whatWasRegisteredEarlierIsInside() {
        backend.storeMessage("shop", "orders", MESSAGE);

        assertEquals(
                List.of(
                        "a stores in shop/orders",
                        "b stores in shop/orders",
                        "c stores in shop/orders",
                        "c stored",
                        "b stored",
                        "a stored"),
                notes);
        assertEquals(List.of("storeMessage"), plain.calls);
    }

    @Test
    void whatWasRegisteredEarlierIsInsideForHandlersToo() throws Exception {
        backend.subscribe("orders", message -> notes.add("the handler"), SubscriptionOptions.plain());

        plain.lastHandler.onDelivery(new Delivery(MESSAGE, "orders", 1, false, null));

        assertEquals(
                List.of("a handles", "b handles", "c handles", "the handler", "c handled", "b handled", "a handled"),
                notes);
    }

    @Test
    void theBackendItselfIsNotChanged() {
        plain.storeMessage("shop", "orders", MESSAGE);

        assertEquals(List.of(), notes);
    }

    @Test
    void interceptorsSeeNoBadArguments() {
        assertThrows(IllegalArgumentException.class, () -> backend.storeMessage(" ", "orders", MESSAGE));
        assertThrows(IllegalArgumentException.class, () -> backend.storeMessageAsync("shop", "orders", null));
        assertThrows(
                IllegalArgumentException.class, () -> backend.subscribe("orders", null, SubscriptionOptions.plain()));

        assertEquals(List.of(), notes);
        assertEquals(List.of(), plain.calls);
    }

    @Test
    void theFailureOfAnAsyncStoreIsSeen() {
        plain.storeFailure = new RejectedMessageException("too large");

        CompletableFuture<Void> outcome = backend.storeMessageAsync("shop", "orders", MESSAGE);

        assertEquals(
                plain.storeFailure, outcome.handle((done, failure) -> failure).join());
        assertEquals(List.of("c failed", "b failed", "a failed"), notes.subList(3, 6));
    }

    @Test
    void aClosedBackendCallsNone() {
        backend.close();

        assertThrows(BackendClosedException.class, () -> backend.storeMessage("shop", "orders", MESSAGE));
        assertThrows(BackendClosedException.class, () -> backend.storeMessageAsync("shop", "orders", MESSAGE));
        assertEquals(List.of(), notes);
    }

    @Test
    void nullsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Interceptors.on(null, noting("a")));
        assertThrows(IllegalArgumentException.class, () -> Interceptors.on(plain, Arrays.asList(noting("a"), null)));
    }
}
