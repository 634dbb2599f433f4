package io.messaging.spi.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DurableHandlerTest {
    private static final Message MESSAGE =
            Message.builder(new GemstoneGenerator(3)).payload(Map.of("k", "v")).build();

    private final List<FailureText> letters = new ArrayList<>();
    private final AtomicBoolean halted = new AtomicBoolean();
    private int handled;
    private int abandoned;
    private boolean redelivered;

    private DurableHandler durable(MessageHandler handler, Consumer<FailureText> storing) {
        return new DurableHandler(
                "t", handler, SubscriptionOptions.durable("c"), halted::get, new DurableHandler.Settlement() {
                    @Override
                    public boolean isRedelivered(Message message) {
                        return redelivered;
                    }

                    @Override
                    public void handled(Message message) {
                        handled++;
                    }

                    @Override
                    public void failed(Message message, FailureText failure) {
                        storing.accept(failure);
                    }

                    @Override
                    public void abandoned(Message message) {
                        abandoned++;
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void whateverAHandlerThrowsMakesOneDeadLetter() {
        for (Throwable failure : OddFailures.all()) {
            letters.clear();
            durable(message -> DurableHandlerTest.<RuntimeException>sneak(failure), letters::add)
                    .onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
            assertEquals(1, letters.size());
            assertEquals(failure.getClass().getName(), letters.get(0).type());
        }
    }

    @Test
    void aDeadLetterThatCannotBeStoredIsTriedAgain() {
        AtomicBoolean failing = new AtomicBoolean(true);
        durable(
                        message -> {
                            throw new IllegalStateException("for this test");
                        },
                        failure -> {
                            if (failing.getAndSet(false)) {
                                throw new OutOfMemoryError("for this test");
                            }
                            letters.add(failure);
                        })
                .onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
        assertEquals(1, letters.size());
    }

    @Test
    void aDeadLetterThatCannotBeStoredIsGivenUpWhenTheSubscriptionEnds() {
        durable(
                        message -> {
                            throw new IllegalStateException("for this test");
                        },
                        failure -> {
                            halted.set(true);
                            throw new IllegalStateException("for this test");
                        })
                .onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
        assertEquals(0, handled);
        assertEquals(1, abandoned);
    }

    @Test
    void whatWasBegunBeforeIsRedeliveredAtTheFirstAttempt() {
        redelivered = true;
        List<Delivery> deliveries = new ArrayList<>();
        durable(MessageHandler.ofDelivery(deliveries::add), letters::add)
                .onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
        assertEquals(List.of(new Delivery(MESSAGE, "t", 1, true, null)), deliveries);
    }

    @Test
    void onlyWhatWasBegunIsAbandoned() {
        halted.set(true);
        durable(message -> {}, letters::add).onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
        assertEquals(0, abandoned);
    }

    @Test
    void whatFollowsTheHandlerDoesNotSeeItsInterrupt() {
        AtomicBoolean interrupted = new AtomicBoolean();
        durable(
                        message -> {
                            Thread.currentThread().interrupt();
                            throw new InterruptedException();
                        },
                        failure -> interrupted.set(Thread.currentThread().isInterrupted()))
                .onDelivery(new Delivery(MESSAGE, "t", 1, false, null));
        assertFalse(interrupted.get());
    }
}
