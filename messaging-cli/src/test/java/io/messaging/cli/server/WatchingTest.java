package io.messaging.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Origin;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.cli.InProcess;
import io.messaging.cli.support.Times;
import io.messaging.cli.terminal.CapturedTerminal;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.config.MessagingConfig;
import io.messaging.json.JsonText;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code subscribers}, and {@code --watch} of all commands that have it, over a broker that the test keeps open. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WatchingTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(13);
    private static final String HOME = "\u001b[H";

    private final MessagingConfig config = MessagingConfig.of(Map.of(
            "backend_module", "io.messaging.inmemory",
            "backend_class", "InMemoryMessagingBackend",
            "backend_config", Map.of("broker", UUID.randomUUID().toString())));
    private final MessagingBackend broker = config.createBackend();

    @AfterEach
    void close() {
        broker.close();
    }

    private void populate() {
        broker.subscribe("shop:orders", message -> {});
        broker.subscribe("shop:orders", message -> {}, SubscriptionOptions.durable("billing"));
        broker.subscribe("shop:orders", message -> {}, SubscriptionOptions.shared("workers"));
        broker.subscribe("plain", message -> {}, SubscriptionOptions.plain().namespace("shop"));
        broker.subscribe("everywhere", message -> {});
        broker.subscribe(
                        "away",
                        message -> {},
                        SubscriptionOptions.durable("away").namespace("far"))
                .close();
        broker.storeMessage(
                "shop", "away", Message.builder(IDS).payload(Map.of("a", 1)).build());
    }

    @Test
    void subscribersOfAllNamespacesAreListedOnce() {
        populate();
        List<String> lines = run("subscribers").out().lines().toList();
        String here = "yes +\\d+ s +" + Pattern.quote(ProcessHandle.current().pid() + "@") + "\\S+";
        assertTrue(
                lines.get(0)
                        .matches(
                                "TOPIC +KIND +NAME +NAMESPACE +CONNECTED +FOR +PROCESS@HOST +LAG +LAST SEEN \\(UTC\\)"),
                lines.get(0));
        assertTrue(lines.get(1).matches("away +durable +away +far +no +\\d+ s +1 +20.*"), lines.get(1));
        assertTrue(lines.get(2).matches("everywhere +plain +" + here), lines.get(2));
        assertTrue(lines.get(3).matches("plain +plain +shop +" + here), lines.get(3));
        assertTrue(lines.get(4).matches("shop:orders +durable +billing +" + here + " +0 +20.*"), lines.get(4));
        assertTrue(lines.get(5).matches("shop:orders +plain +" + here), lines.get(5));
        assertTrue(lines.get(6).matches("shop:orders +shared +workers +" + here + " +0 +20.*"), lines.get(6));
        assertEquals(7, lines.size(), () -> String.join("\n", lines));
    }

    @Test
    void subscribersOfTopicsWithoutMessagesAreListed() {
        broker.subscribe("shop:orders", message -> {});
        broker.subscribe(TopicFilter.startingWith("bank:"), message -> {});
        broker.subscribe("orders", message -> {}, SubscriptionOptions.plain().namespace("far"));
        List<String> lines = run("subscribers").out().lines().toList();
        assertEquals(4, lines.size(), () -> String.join("\n", lines));
        assertTrue(lines.get(1).matches("bank: +prefix .*"), lines.get(1));
        assertTrue(lines.get(2).matches("orders +plain +far .*"), lines.get(2));
        assertTrue(lines.get(3).matches("shop:orders +plain .*"), lines.get(3));
    }

    @Test
    void subscribersAreSelectedByNamespaceAndTopic() {
        populate();
        assertEquals(2, run("subscribers", "--namespace", "far").out().lines().count() - 1, "away and everywhere");
        assertEquals(
                3, run("subscribers", "--topic", "shop:orders").out().lines().count() - 1);
        InProcess.Result none = run("subscribers", "--topic", "nobody");
        assertEquals("", none.out());
        assertTrue(none.err().endsWith("no subscribers: topic 'nobody' is unknown\n"), none.err());
    }

    @Test
    void subscribersAsJsonSayWhoTheyAre() {
        populate();
        String line = run("subscribers", "--topic", "away", "--format", "jsonl").out();
        Map<String, Object> away = JsonText.parseObject(line.strip().getBytes(StandardCharsets.UTF_8));
        assertEquals("durable", away.get("kind"));
        assertEquals("away", away.get("client_id"));
        assertNull(away.get("group"));
        assertEquals("far", away.get("namespace"));
        assertEquals(false, away.get("connected"));
        assertNull(away.get("process"));
        assertNull(away.get("host"));
        assertNull(away.get("since"));
        assertEquals(1L, away.get("lag"));
        assertFalse(away.containsKey("per_second"), "there is no rate at one moment");
    }

    @Test
    void subscribersAsJsonSayWhichProcessTheyAreInAndSinceWhen() {
        populate();
        String line =
                run("subscribers", "--topic", "plain", "--format", "jsonl").out();
        Map<String, Object> plain = JsonText.parseObject(line.strip().getBytes(StandardCharsets.UTF_8));
        Origin expected = Origin.ofThisProcess(Instant.parse((String) plain.get("since")));
        assertEquals(expected.processId(), plain.get("process"));
        assertEquals(expected.host(), plain.get("host"));
    }

    @Test
    void agesHaveOneUnit() {
        Instant now = Instant.now();
        assertEquals("0 s", Times.age(now.plusSeconds(5), now));
        assertEquals("119 s", Times.age(now.minusSeconds(119), now));
        assertEquals("2 min", Times.age(now.minusSeconds(120), now));
        assertEquals("119 min", Times.age(now.minusSeconds(7_199), now));
        assertEquals("47 h", Times.age(now.minusSeconds(47 * 3_600), now));
        assertEquals("2 d", Times.age(now.minusSeconds(48 * 3_600), now));
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "clients", "subscribers", "stats"})
    void onATerminalItIsShownInPlaceAndFits(String command) {
        populate();
        broker.subscribe(
                "a:topic/with/many/parts/and/a/long/name",
                message -> {},
                SubscriptionOptions.durable("a-client-with-a-long-name").namespace("a-long-namespace-as-well"));
        for (int columns : new int[] {80, 120}) {
            CapturedTerminal screen = CapturedTerminal.ofScreen(columns, 50, times(HOME, 3));
            InProcess.Result result = InProcess.run(screen, withConfig(command, "--watch", "0.1"));
            assertEquals(0, result.exitCode(), result.err());
            assertTrue(result.out().startsWith(HOME + "\u001b[2J20"), "the time comes first");
            result.out()
                    .replaceAll("\u001b\\[2?[HJK]", "")
                    .lines()
                    .forEach(line -> assertTrue(
                            DisplayText.width(line) <= columns, () -> "wider than " + columns + ": " + line));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "clients", "subscribers", "stats"})
    void inAPipeBlocksFollowEachOther(String command) {
        populate();
        CapturedTerminal pipe = CapturedTerminal.ofPipe(times(" UTC\n", 3));
        InProcess.Result result = InProcess.run(pipe, withConfig(command, "--watch", "0.1"));
        assertEquals(0, result.exitCode(), result.err());
        String[] blocks = result.out().split("\n\n20");
        assertTrue(blocks.length >= 3, result.out());
        assertFalse(result.out().contains("\u001b"), "no escape sequences");
    }

    @Test
    void jsonLinesStayLines() {
        populate();
        CapturedTerminal pipe = CapturedTerminal.ofPipe(times("everywhere", 2));
        String out = InProcess.run(pipe, withConfig("topics", "--watch=0.1", "--format", "jsonl"))
                .out();
        out.lines().forEach(line -> JsonText.parseObject(line.getBytes(StandardCharsets.UTF_8)));
        assertTrue(out.contains("\"per_second\":null") && out.contains("\"per_second\":0"), out);
    }

    @Test
    void ratesAreGrowthPerSecond() {
        long[] nanos = {5};
        Rates rates = new Rates(() -> nanos[0]);
        List<String> key = List.of("t");
        rates.update(Map.of(key, 100L));
        assertNull(rates.perSecond(key));
        assertEquals("", rates.text(key));
        nanos[0] += TimeUnit.SECONDS.toNanos(2);
        rates.update(Map.of(key, 4_100L, List.of("new"), 7L));
        assertEquals("2,000", rates.text(key));
        assertEquals("", rates.text(List.of("new")));
    }

    private static Predicate<String> times(String text, int times) {
        return out -> out.split(Pattern.quote(text), -1).length > times;
    }

    private InProcess.Result run(String... args) {
        return InProcess.run(withConfig(args));
    }

    private String[] withConfig(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--config-json", config.toJson()));
        return all.toArray(String[]::new);
    }
}
