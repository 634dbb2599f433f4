package io.messaging.inmemory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.Interceptors;
import io.messaging.config.MessagingConfig;
import io.messaging.interceptor.HandlerChain;
import io.messaging.interceptor.MessagingInterceptor;
import io.messaging.interceptor.StoreCall;
import io.messaging.interceptor.StoreChain;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The examples of docs/interceptors.md are in this test, between {@code // docs: name} and the end, and run. */
class InterceptorsPageTest {
    private static final Path PAGE = Path.of("../docs/interceptors.md");
    private static final Path SOURCE = Path.of("src/test/java/io/messaging/inmemory/InterceptorsPageTest.java");
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
    private final Metrics metrics = new Metrics();

    // docs: tracing
    /** Puts the trace of the calling thread into messages, and that of a message around its handler. */
    public static class Tracing implements MessagingInterceptor {
        static final ThreadLocal<String> TRACE = new ThreadLocal<>();

        @Override
        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
            Message message = call.message();
            if (TRACE.get() == null || message.traceparent().isPresent()) {
                return chain.proceed(message);
            }
            String span = String.format("%016x", message.id().bits()); // the same if the caller stores it again
            String traceparent = "00-" + TRACE.get() + "-" + span + "-01";
            return chain.proceed(message.toBuilder().traceparent(traceparent).build());
        }

        @Override
        public void handle(Delivery delivery, HandlerChain chain) throws Exception {
            String before = TRACE.get();
            TRACE.set(delivery.message()
                    .traceparent()
                    .map(header -> header.split("-")[1])
                    .orElse(null));
            try {
                chain.proceed(delivery);
            } finally {
                TRACE.set(before); // with direct delivery this is the storing thread
            }
        }
    }
    // docs: end

    // docs: metrics
    /** Counts and times by topic and outcome. */
    public static class Metrics implements MessagingInterceptor {
        final ConcurrentMap<String, LongSummaryStatistics> nanos = new ConcurrentHashMap<>();

        @Override
        public CompletionStage<Void> store(StoreCall call, StoreChain chain) {
            long start = System.nanoTime();
            return chain.proceed(call.message())
                    .whenComplete((done, failure) -> record("store", call.topic(), failure, start));
        }

        @Override
        public void handle(Delivery delivery, HandlerChain chain) throws Exception {
            long start = System.nanoTime();
            Throwable failure = null;
            try {
                chain.proceed(delivery);
            } catch (Throwable thrown) {
                failure = thrown;
                throw thrown;
            } finally {
                record("handle", delivery.topic(), failure, start);
            }
        }

        private void record(String what, String topic, Throwable failure, long start) {
            String outcome = failure == null ? "ok" : failure.getClass().getSimpleName();
            long took = System.nanoTime() - start;
            nanos.compute(what + " " + topic + " " + outcome, (key, known) -> {
                LongSummaryStatistics statistics = known == null ? new LongSummaryStatistics() : known;
                statistics.accept(took);
                return statistics;
            });
        }
    }
    // docs: end

    private MessagingBackend open() {
        MessagingConfig config = MessagingConfig.of(Map.of(
                "backend_module",
                "io.messaging.inmemory",
                "backend_class",
                "InMemoryMessagingBackend",
                "backend_config",
                Map.of("broker", getClass().getName())));
        // docs: register
        MessagingBackend backend = Interceptors.on(config.createBackend(), new Tracing(), metrics);
        // docs: end
        return backend;
    }

    @AfterEach
    void endTrace() {
        Tracing.TRACE.remove();
    }

    private Message message() {
        return Message.builder(ids).payload(Map.of("item", "tea")).build();
    }

    @Test
    void aTraceGoesWithTheMessageToItsHandlerAndOn() {
        try (MessagingBackend backend = open()) {
            List<String> handled = new ArrayList<>();
            Message first = message();
            Message second = message();
            backend.subscribe("orders", order -> {
                handled.add(Tracing.TRACE.get());
                backend.storeMessage("shop", "invoices", second);
            });
            Tracing.TRACE.set(TRACE);
            backend.storeMessage("shop", "orders", first);
            backend.storeMessage("shop", "orders", first); // still equal

            assertEquals(List.of(TRACE), handled);
            assertEquals(TRACE, Tracing.TRACE.get());
            assertEquals(
                    List.of(
                            String.format("00-%s-%016x-01", TRACE, first.id().bits()),
                            String.format("00-%s-%016x-01", TRACE, second.id().bits())),
                    List.of("orders", "invoices").stream()
                            .flatMap(topic -> backend.getMessagesForTopic(topic).stream())
                            .map(stored -> stored.traceparent().orElseThrow())
                            .toList());
        }
    }

    @Test
    void storesAndHandlersAreCountedByOutcome() {
        try (MessagingBackend backend = open()) {
            Message message = message();
            backend.subscribe("orders", order -> {
                throw new IllegalStateException("intended");
            });
            backend.storeMessageAsync("shop", "orders", message).join();

            assertEquals(Set.of("store orders ok", "handle orders IllegalStateException"), metrics.nanos.keySet());
            assertEquals(1, metrics.nanos.get("store orders ok").getCount());
        }
    }

    @Test
    void theExamplesOfThePageAreTheOnesHere() throws IOException {
        assertEquals(
                blocks(SOURCE, " *// docs: (?!end)\\S+\\n(.*?)\\n *// docs: end"), blocks(PAGE, "```java\\n(.*?)```"));
    }

    private static List<String> blocks(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file).replace("\r", ""))
                .results()
                .map((MatchResult block) -> block.group(1).stripIndent().strip())
                .toList();
    }
}
