package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.InProcess;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code subscribe --durable} and {@code --shared}: what was not printed is not handled. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RememberedSubscriptionsTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(11);

    private final EmbeddedServer server =
            EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0));
    private final MessagingBackend backend = EmbeddedMessagingBackend.open(server.port());

    @AfterEach
    void close() {
        backend.close();
        server.close();
    }

    private void store(String topic, long first, long last) {
        for (long n = first; n <= last; n++) {
            backend.storeMessage(
                    "n",
                    topic,
                    Message.builder(IDS)
                            .payload(Map.of("n", n, "customer", n % 3))
                            .build());
        }
    }

    private List<Long> subscribe(String... args) {
        InProcess.Result result = run(args);
        assertEquals(0, result.exitCode(), result.err());
        return result.out()
                .lines()
                .map(line -> (Long) Message.fromJson(line).payload().get("n"))
                .toList();
    }

    private InProcess.Result run(String... args) {
        List<String> all = new ArrayList<>(List.of("subscribe", "--format", "jsonl", "--port=" + server.port()));
        all.addAll(List.of(args));
        return InProcess.run(all.toArray(String[]::new));
    }

    @Test
    void aDurableClientGoesOnAfterTheLastMessageThatWasPrinted() {
        store("t", 1, 5);
        assertEquals(List.of(1L, 2L), subscribe("--topic", "t", "--durable", "d", "--count", "2"));
        assertEquals(3, backend.durableClients().list().get(0).lag());
        assertEquals(List.of(3L, 4L, 5L), subscribe("--topic", "t", "--durable", "d", "--count", "3"));
        assertEquals(0, backend.durableClients().list().get(0).lag());
        assertEquals(List.of(), backend.getMessagesForTopic("dead_letter_queue"));
    }

    @Test
    void aDurableClientOfSeveralTopicsLosesNothingAtItsCount() {
        store("a", 1, 10);
        store("b", 11, 20);
        List<Long> printed = new ArrayList<>();
        for (int run = 0; run < 4; run++) {
            printed.addAll(subscribe("--topic", "a", "b", "--durable", "d", "--count", "5"));
        }
        printed.sort(Comparator.naturalOrder());
        assertEquals(numbers(1, 20), printed);
        assertEquals(List.of(), backend.getMessagesForTopic("dead_letter_queue"));
    }

    @Test
    void whatAMemberDidNotPrintGoesToTheNextOne() {
        store("t", 1, 40);
        List<Long> printed =
                new ArrayList<>(subscribe("--topic", "t", "--shared", "g", "--concurrency", "8", "--count", "10"));
        assertEquals(10, printed.size());
        printed.addAll(subscribe("--topic", "t", "--shared", "g", "--count", "30"));
        printed.sort(Comparator.naturalOrder());
        assertEquals(numbers(1, 40), printed);
        assertEquals(List.of(), backend.getMessagesForTopic("dead_letter_queue"));
    }

    @Test
    void messagesOfAKeyStayInOrder() {
        store("t", 1, 60);
        List<Long> printed = subscribe(
                "--topic", "t", "--shared", "g", "--concurrency", "8", "--ordered-by", "customer", "--count", "60");
        for (long customer = 0; customer < 3; customer++) {
            long key = customer;
            List<Long> ofKey = printed.stream().filter(n -> n % 3 == key).toList();
            assertEquals(ofKey.stream().sorted().toList(), ofKey);
            assertEquals(20, ofKey.size());
        }
    }

    @Test
    void otherOptionsThanTheGroupsAreRefusedNamingBoth() {
        assertTrue(backend.capabilities().contains(Capability.SHARED_SUBSCRIPTION));
        backend.subscribe("t", message -> {}, SubscriptionOptions.shared("g").orderedBy("customer"));
        InProcess.Result result = run("--topic", "t", "--shared", "g", "--ordered-by", "sender");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("customer") && result.err().contains("sender"), result.err());
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
