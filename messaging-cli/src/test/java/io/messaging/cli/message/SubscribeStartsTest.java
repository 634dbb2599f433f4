package io.messaging.cli.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.cli.InProcess;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code subscribe --from-beginning}, {@code --after} and {@code --prefix}. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SubscribeStartsTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(12);

    private final EmbeddedServer server =
            EmbeddedServer.start(EmbeddedServerOptions.defaults().port(0));
    private final MessagingBackend backend = EmbeddedMessagingBackend.open(server.port());

    @AfterEach
    void close() {
        backend.close();
        server.close();
    }

    private GemstoneId store(String topic, int n) {
        Message message = Message.builder(IDS).payload(Map.of("n", n)).build();
        backend.storeMessage("n", topic, message);
        return message.id();
    }

    private InProcess.Result subscribe(String... args) {
        List<String> all = new ArrayList<>(List.of("subscribe", "--format", "jsonl", "--port=" + server.port()));
        all.addAll(List.of(args));
        return InProcess.run(all.toArray(String[]::new));
    }

    private static List<Long> numbers(InProcess.Result result) {
        assertEquals(0, result.exitCode(), result.err());
        return result.out()
                .lines()
                .map(line -> (Long) Message.fromJson(line).payload().get("n"))
                .toList();
    }

    @Test
    void whatIsStoredComesFirstOrWhatIsNewerThanAMessage() {
        store("orders", 1);
        GemstoneId second = store("orders", 2);
        store("orders", 3);
        assertEquals(List.of(1L, 2L, 3L), numbers(subscribe("--topic", "orders", "--from-beginning", "--count", "3")));
        assertEquals(
                List.of(3L), numbers(subscribe("--topic", "orders", "--after", second.toString(), "--count", "1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--durable", "--shared"})
    void aNewClientOrGroupStartsAfterAMessageAndAKnownOneGoesOn(String kind) {
        store("orders", 1);
        GemstoneId second = store("orders", 2);
        store("orders", 3);
        String[] args = {"--topic", "orders", kind, "name", "--after", second.toString(), "--count", "1"};
        assertEquals(List.of(3L), numbers(subscribe(args)));
        store("orders", 4);
        args[5] = "1";
        assertEquals(List.of(4L), numbers(subscribe(args)));
    }

    @Test
    void aMessageThatTheTopicDoesNotHoldIsRefused() {
        store("orders", 1);
        GemstoneId other = store("bills", 2);
        InProcess.Result result = subscribe("--topic", "orders", "--after", other.toString(), "--count", "1");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains(other.toString()), result.err());
    }

    @Test
    void aPrefixNamesAllTopicsThatBeginSo() {
        store("shop:orders", 1);
        store("shop:bills", 2);
        store("shopping", 3);
        InProcess.Result result = subscribe("--prefix", "shop:", "--from-beginning", "--count", "2");
        assertEquals(List.of(1L, 2L), numbers(result).stream().sorted().toList());
        assertTrue(result.err().contains("subscribed to all topics that begin with shop:"), result.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --count 1                                         | no topic given; use --topic
                    --prefix p --durable d                            | --durable is 'd' and --prefix is 'p'
                    --prefix p --shared g                             | --shared is 'g' and --prefix is 'p'
                    --prefix p --after 9740996940000000000            | --after is '9740996940000000000' and --prefix
                    --topic t --after 1 --from-beginning              | --after is '1' and --from-beginning
                    --topic t --after 1 --durable d --from-beginning  | --after is '1' and --from-beginning
                    --topic t --after 1 --shared g                    | after is 1, and topic 't' holds no message
                    --topic t --after soon                            | 'soon'
                    """)
    void whatExcludesEachOtherIsRefused(String args, String error) {
        InProcess.Result result = subscribe(args.split(" "));
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains(error), result.err());
    }
}
