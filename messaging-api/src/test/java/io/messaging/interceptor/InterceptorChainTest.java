package io.messaging.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class InterceptorChainTest {
    private static final Message MESSAGE = Message.fromJson("{\"id\":1,\"payload\":{}}");
    private static final StoreCall CALL = new StoreCall("shop", "orders", MESSAGE);
    private static final Delivery DELIVERY = new Delivery(MESSAGE, "orders", 1, false, null);

    private final List<String> notes = new ArrayList<>();

    /** Notes what it sees under its name, and adds the name to the thread of messages on their way in. */
    private final class Noting implements MessagingInterceptor {
        private final String name;

        Noting(String name) {
            this.name = name;
        }

        @Override
        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
            notes.add(name + " stores");
            Message message = call.message();
            String before = message.traceparent().orElse("");
            return chain.proceed(message.toBuilder().traceparent(before + name).build())
                    .whenComplete((done, failure) -> notes.add(name + " stored " + failure));
        }

        @Override
        public void handle(Delivery delivery, HandlerChain chain) throws Exception {
            notes.add(name + " handles");
            try {
                chain.proceed(delivery);
                notes.add(name + " handled");
            } catch (Exception failure) {
                notes.add(name + " failed " + failure);
                throw failure;
            }
        }
    }

    private InterceptorChain chain(MessagingInterceptor... interceptors) {
        return InterceptorChain.of(List.of(interceptors));
    }

    private static MessagingInterceptor storing(StoreStepOf step) {
        return new MessagingInterceptor() {
            @Override
            public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
                return step.store(call, chain);
            }
        };
    }

    private interface StoreStepOf {
        CompletionStage<Void> store(StoreCall call, StoreChain chain);
    }

    @Test
    void theFirstInterceptorIsOutermostAroundAStore() {
        AtomicReference<Message> stored = new AtomicReference<>();

        chain(new Noting("a"), new Noting("b")).store(CALL, stored::set);

        assertEquals("ab", stored.get().traceparent().orElseThrow());
        assertEquals(List.of("a stores", "b stores", "b stored null", "a stored null"), notes);
    }

    @Test
    void interceptorsSeeTheEndOfAnAsyncStoreWhenItComes() {
        CompletableFuture<Void> store = new CompletableFuture<>();

        CompletableFuture<Void> outcome =
                chain(new Noting("a"), new Noting("b")).storeAsync(CALL, message -> store);

        assertEquals(List.of("a stores", "b stores"), notes);
        assertFalse(outcome.isDone());
        store.complete(null);
        assertTrue(outcome.isDone());
        assertEquals(List.of("a stores", "b stores", "b stored null", "a stored null"), notes);
    }

    @Test
    void everyInterceptorAndTheCallerSeeTheFailureAsItWasThrown() {
        RejectedMessageException refused = new RejectedMessageException("too large");
        InterceptorChain chain = chain(new Noting("a"), new Noting("b"));

        MessagingException thrown = assertThrows(
                MessagingException.class,
                () -> chain.store(CALL, message -> {
                    throw refused;
                }));

        assertSame(refused, thrown);
        assertEquals(List.of("a stores", "b stores", "b stored " + refused, "a stored " + refused), notes);
        CompletableFuture<Void> async = chain.storeAsync(CALL, message -> CompletableFuture.failedFuture(refused));
        AtomicReference<Throwable> seen = new AtomicReference<>();
        async.whenComplete((done, failure) -> seen.set(failure));
        assertSame(refused, seen.get());
    }

    @Test
    void anInterceptorThatThrowsFailsTheStoreAndThoseOutsideSeeIt() {
        IllegalStateException broken = new IllegalStateException("broken");
        InterceptorChain chain = chain(new Noting("a"), storing((call, next) -> {
            throw broken;
        }));

        assertSame(
                broken,
                assertThrows(IllegalStateException.class, () -> chain.store(CALL, message -> notes.add("stored"))));

        assertEquals(List.of("a stores", "a stored " + broken), notes);
        CompletableFuture<Void> async = chain.storeAsync(CALL, message -> new CompletableFuture<>());
        assertSame(broken, assertThrows(CompletionException.class, async::join).getCause());
    }

    @Test
    void aCheckedFailureOfAStageArrivesWithItsCause() {
        IOException cause = new IOException("exporter is gone");
        InterceptorChain chain = chain(storing((call, next) -> CompletableFuture.failedFuture(cause)));

        MessagingException thrown =
                assertThrows(MessagingException.class, () -> chain.store(CALL, message -> notes.add("stored")));

        assertEquals("an interceptor failed: " + cause, thrown.getMessage());
        assertSame(cause, thrown.getCause());
        assertEquals(List.of(), notes);
    }

    @Test
    void aStageThatIsMissingFailsTheStore() {
        InterceptorChain chain = chain(storing((call, next) -> null));

        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> chain.store(CALL, message -> {}));

        assertTrue(thrown.getMessage().endsWith("return the stage from chain.proceed or your own"));
    }

    @Test
    void theIdOfAMessageStays() {
        Message other = Message.fromJson("{\"id\":2}");
        InterceptorChain chain = chain(storing((call, next) -> next.proceed(other)));

        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> chain.store(CALL, message -> notes.add("stored")));

        assertTrue(thrown.getMessage()
                .endsWith("proceeds with message 2 instead of message 1; it may change a message, but not its id"));
        assertEquals(List.of(), notes);
    }

    @Test
    void theFirstInterceptorIsOutermostAroundAHandler() throws Exception {
        MessageHandler handler = chain(new Noting("a"), new Noting("b")).around(message -> notes.add("handler"));

        handler.onDelivery(DELIVERY);

        assertEquals(List.of("a handles", "b handles", "handler", "b handled", "a handled"), notes);
    }

    @Test
    void theFailureOfAHandlerPassesEveryInterceptor() {
        IOException failure = new IOException("no disk");
        MessageHandler handler = chain(new Noting("a"), new Noting("b")).around(message -> {
            throw failure;
        });

        assertSame(failure, assertThrows(IOException.class, () -> handler.onDelivery(DELIVERY)));

        assertEquals(List.of("a handles", "b handles", "b failed " + failure, "a failed " + failure), notes);
    }

    @Test
    void interceptorsSeeTheContextClassLoaderOfTheHandler() throws Exception {
        AtomicReference<ClassLoader> seen = new AtomicReference<>();
        MessagingInterceptor looking = new MessagingInterceptor() {
            @Override
            public void handle(Delivery delivery, HandlerChain chain) throws Exception {
                seen.set(Thread.currentThread().getContextClassLoader());
                chain.proceed(delivery);
            }
        };
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader callers = new ClassLoader() {};
        thread.setContextClassLoader(callers);
        try {
            chain(looking).around(new InterceptorChainTest.Handler()).onDelivery(DELIVERY);

            assertSame(Handler.class.getClassLoader(), seen.get());
            assertSame(callers, thread.getContextClassLoader());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static final class Handler implements MessageHandler {
        @Override
        public void onMessage(Message message) {}
    }
}
