package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.LogCapture;
import io.messaging.embedded.testing.Messages;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testsupport.Ports;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When an auto-started server ends with what nobody has read, the log says so once. */
@Timeout(300)
class LossWarningTest {
    private static final Pattern LOSS =
            Pattern.compile(":(\\d+) was started by this process .* and with it (.*); where");

    /** Uses a server that ends with its only backend; returns what the log says of the loss. */
    private static List<String> lossesAfter(boolean inProcess, Consumer<MessagingBackend> use) {
        int port = Ports.free();
        try (LogCapture log = new LogCapture("io.messaging.embedded.client.link.HostedServers")) {
            try (MessagingBackend backend = Backends.autoStarting(port, inProcess)) {
                use.accept(backend);
            }
            return log.lines().stream()
                    .map(LOSS::matcher)
                    .filter(loss -> loss.find() && loss.group(1).equals(Integer.toString(port)))
                    .map(loss -> loss.group(2))
                    .toList();
        }
    }

    @Test
    void whatNobodyHasReadIsCounted() {
        for (boolean inProcess : new boolean[] {true, false}) {
            assertEquals(List.of("2 message(s) that nobody has read"), lossesAfter(inProcess, backend -> {
                backend.storeMessage("n", "read", Messages.numbered(1));
                backend.getMessagesForTopic("read");
                backend.storeMessage("n", "t", Messages.numbered(2));
                backend.storeMessage("n", "t", Messages.numbered(3));
            }));
        }
    }

    @Test
    void whatWasReadOrDeliveredOrIsGoneIsNone() {
        assertEquals(List.of(), lossesAfter(true, backend -> {
            BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
            backend.subscribe("t", seen::add);
            backend.storeMessage("n", "t", Messages.numbered(1));
            backend.unsubscribe("t");
            backend.storeMessage("n", "u", Messages.numbered(2));
            assertTrue(backend.getNextMessageForTopicSince("u", GemstoneId.ZERO).isPresent());
            backend.storeMessage("n", "v", Messages.numbered(3));
            backend.administration().clear("v");
        }));
        assertEquals(List.of(), lossesAfter(true, backend -> {
            Message message = Messages.numbered(1);
            backend.storeMessage("n", "t", message);
            backend.getMessagesById("n", List.of(message.id()));
        }));
    }

    @Test
    void whatADurableClientHasNotHandledIsCounted() {
        assertEquals(List.of("1 message(s) that durable clients have not handled"), lossesAfter(true, backend -> {
            backend.subscribe("t", message -> {}, SubscriptionOptions.durable("away"))
                    .close();
            backend.storeMessage("n", "t", Messages.numbered(1));
            backend.getMessagesForTopic("t");
        }));
    }
}
