package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many conversations of three requests each with many agents, which leave and come back meanwhile: every request has one answer or a
 * typed error, and no conversation sees an answer of another one. {@code -Dmessaging.bus.agents=100
 * -Dmessaging.bus.conversations=10000} is the large form.
 */
class ManyAgentsTest {
    private static final int AGENTS = Integer.getInteger("messaging.bus.agents", 12);
    private static final int CONVERSATIONS = Integer.getInteger("messaging.bus.conversations", 200);
    private static final int CONVERSATIONS_A_RESTART = 20;
    private static final int DESKS = 8;
    private static final int STEPS = 3;
    private static final String NAMESPACE = "many";

    private EmbeddedServer server;

    /** An agent with a connection of its own. */
    private final class Worker {
        private final String id;
        private final AtomicInteger handled = new AtomicInteger();
        private MessagingBackend backend;
        private MessageBus bus;

        Worker(int number) {
            id = "worker-" + number;
            start();
        }

        private synchronized void start() {
            backend = open();
            bus = MessageBus.of(backend, NAMESPACE);
            bus.register(id).subscribe("work:" + id, (message, context) -> {
                handled.incrementAndGet();
                Map<String, Object> question = message.payload();
                context.reply(Map.of("text", question.get("text"), "by", id));
            });
        }

        synchronized void restart() {
            end();
            start();
        }

        synchronized void end() {
            bus.close();
            backend.close();
        }
    }

    private MessagingBackend open() {
        return EmbeddedMessagingBackend.builder()
                .with(EmbeddedOptions.PORT, server.port())
                .with(EmbeddedOptions.AUTO_START_SERVER, false)
                .with(EmbeddedOptions.IN_PROCESS, false)
                .with(EmbeddedOptions.REQUEST_TIMEOUT_MILLIS, 120_000)
                .open();
    }

    @Test
    void everyRequestHasOneAnswerOrATypedError() throws Exception {
        server = EmbeddedServer.start(0);
        List<Worker> workers = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (MessagingBackend backend = open();
                MessageBus bus = MessageBus.of(backend, NAMESPACE)) {
            for (int i = 0; i < AGENTS; i++) {
                workers.add(new Worker(i));
            }
            AtomicInteger conversations = new AtomicInteger();
            ConcurrentLinkedQueue<String> errors = new ConcurrentLinkedQueue<>();
            AtomicInteger answers = new AtomicInteger();
            List<Callable<Void>> desks = new ArrayList<>();
            for (int d = 0; d < DESKS; d++) {
                BusClient desk = bus.register("desk-" + d);
                Random random = new Random(d);
                desks.add(() -> {
                    for (int c = conversations.getAndIncrement();
                            c < CONVERSATIONS;
                            c = conversations.getAndIncrement()) {
                        if (c % CONVERSATIONS_A_RESTART == CONVERSATIONS_A_RESTART - 1) {
                            workers.get(random.nextInt(AGENTS)).restart();
                        }
                        converse(desk, c, random, answers, errors);
                    }
                    return null;
                });
            }
            for (Future<Void> desk : threads.invokeAll(desks, 1_700, SECONDS)) {
                desk.get();
            }
            assertEquals(CONVERSATIONS * STEPS, answers.get() + errors.size(), errors::toString);
            assertTrue(errors.size() < CONVERSATIONS, () -> "only " + answers + " answers, and " + errors);
        } finally {
            threads.shutdownNow();
            workers.forEach(Worker::end);
            server.close();
        }
    }

    private static void converse(
            BusClient desk, int number, Random random, AtomicInteger answers, ConcurrentLinkedQueue<String> errors)
            throws Exception {
        GemstoneId conversation = MessageBus.nextId(Priority.NORMAL);
        for (int step = 0; step < STEPS; step++) {
            String worker = "worker-" + random.nextInt(AGENTS);
            String text = number + "/" + step;
            Message question = desk.message()
                    .topic("work:" + worker)
                    .conversationId(conversation)
                    .payload(Map.of("text", text))
                    .build();
            try {
                Message answer = desk.request(question, Message.class, Duration.ofSeconds(120))
                        .get(600, SECONDS);
                assertEquals(conversation, answer.conversationId().orElseThrow());
                assertEquals(Map.of("text", text, "by", worker), answer.payload());
                answers.incrementAndGet();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof MessagingException)) {
                    throw failed;
                }
                errors.add(failed.getCause().toString());
            }
        }
    }
}
