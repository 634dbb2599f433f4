package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.Origin;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.shared.Outcome.Kind;
import io.messaging.redis.shared.StepAnswer.Status;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.NewStart;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.spi.group.GroupOptions;
import io.messaging.testsupport.redis.RedisProcess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the scripts of a group do with steps that come twice, late or never. */
class GroupMemoryIT {
    private static final String ONE = "0000000000000001";
    private static final String TWO = "0000000000000002";
    private static final GroupOptions OPTIONS = GroupOptions.of(SubscriptionOptions.shared("workers"));

    private static final Origin ORIGIN = Origin.ofThisProcess(Instant.ofEpochMilli(1_700_000_000_000L));

    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    private final GroupId id = new GroupId("workers", Messages.name("jobs"));
    private final String state = "messaging:t:{" + id.topic() + "}:g:workers";
    private RedisLink link;
    private GroupMemory memory;

    @BeforeEach
    void open() {
        link = LinkFactory.open(Configs.settings(server.port()));
        memory = new GroupMemory(link, new Keys("messaging"));
    }

    @AfterEach
    void close() {
        link.close();
    }

    private void store(int count) {
        try (MessagingBackend backend = Configs.open(server.port())) {
            CompletableFuture.allOf(IntStream.range(0, count)
                            .mapToObj(i -> backend.storeMessageAsync("n", id.topic(), Messages.message("m" + i)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    private void join(String member) {
        assertEquals(
                "joined",
                StepAnswer.text(join(member, OPTIONS, NewStart.BEGINNING).get(0)));
    }

    private List<byte[]> join(String member, GroupOptions options, NewStart start) {
        Applicant applicant = new Applicant(member, 10, options, ORIGIN, false);
        return memory.join(id, applicant, start, Map.of());
    }

    /** Between the look whether it is known and the join, the group may be forgotten. */
    @Test
    void aNewGroupIsNotMadeBeforeItsStartWasFound() {
        store(2);
        SubscriptionOptions options = SubscriptionOptions.shared("workers").after(Messages.IDS.next());
        NewStart start = NewStart.of(link, new Keys("messaging"), id.topic(), options);
        assertEquals("start", StepAnswer.text(join(ONE, OPTIONS, start).get(0)));
        assertFalse(memory.isKnown(id));
        assertThrows(IllegalArgumentException.class, start::found);

        join(ONE);
        assertEquals("joined", StepAnswer.text(join(TWO, OPTIONS, start).get(0)));
    }

    private StepAnswer step(String member, Step step) {
        return link.call(() -> memory.step(id, member, step));
    }

    private static Step plain(long number, int wanted, Outcome... outcomes) {
        return new Step(number, wanted, Step.Kind.PLAIN, Map.of(), List.of(outcomes), List.of());
    }

    private static Step keeping(long number, Step.Kind kind, List<Attempt> kept) {
        return new Step(number, 10, kind, Map.of(), List.of(), kept);
    }

    private static Outcome outcome(Kind kind, StepAnswer.Message message) {
        return new Outcome(kind, message.attempt(), 0);
    }

    @Test
    void aStepThatComesTwiceHandsOutOnceAndWhatWasLostOnTheWayIsNoAttempt() {
        store(3);
        join(ONE);
        StepAnswer first = step(ONE, plain(1, 2));
        assertEquals(2, first.messages().size());

        StepAnswer again = step(ONE, plain(1, 2));
        assertEquals(Status.REPEAT, again.status());
        assertEquals(List.of(), again.messages());

        StepAnswer.Message kept = first.messages().get(0);
        StepAnswer rest = step(ONE, keeping(2, Step.Kind.UNBEGUN, List.of(kept.attempt())));
        assertEquals(
                List.of(
                        first.messages().get(1).attempt().entry() + " 1",
                        rest.messages().get(1).attempt().entry() + " 1"),
                rest.messages().stream()
                        .map(message -> message.attempt().entry() + " "
                                + message.attempt().number())
                        .toList());
        assertEquals(3, memory.state(id).describe(id).attempts());
    }

    @Test
    void whatRedisForgotThatAMemberHasSettledComesAgain() {
        store(2);
        join(ONE);
        StepAnswer first = step(ONE, plain(1, 1));

        StepAnswer later = step(ONE, plain(5, 1));
        assertEquals(Status.GAP, later.status());
        assertEquals(List.of(), later.messages());

        StepAnswer again = step(ONE, keeping(6, Step.Kind.KEEP, List.of()));
        assertEquals(
                first.messages().get(0).attempt().entry(),
                again.messages().get(0).attempt().entry());
        assertEquals(2, again.messages().get(0).attempt().number());
        assertEquals(2, again.messages().size());
    }

    @Test
    void anOutcomeCountsForItsMemberAndAttemptOnly() {
        store(1);
        join(ONE);
        join(TWO);
        StepAnswer.Message message = step(ONE, plain(1, 1)).messages().get(0);

        step(TWO, plain(1, 0, outcome(Kind.HANDLED, message)));
        assertEquals(1, memory.state(id).describe(id).inFlight());
        StepAnswer.Message second =
                step(ONE, plain(2, 1, outcome(Kind.FAILED, message))).messages().get(0);
        assertEquals(2, second.attempt().number());
        step(ONE, plain(3, 0, outcome(Kind.HANDLED, message)));
        assertEquals(1, memory.state(id).describe(id).inFlight());

        step(ONE, plain(4, 0, outcome(Kind.HANDLED, second)));
        assertEquals(0, memory.state(id).describe(id).lag());
    }

    @Test
    void aMemberThatIsOutIsToldSoAndWhatItHadIsForOthers() {
        store(1);
        join(ONE);
        join(TWO);
        StepAnswer.Message message = step(ONE, plain(1, 1)).messages().get(0);
        Map<String, String> gone = Map.of(
                ONE,
                server.call(commands ->
                        commands.zscore(state.replace(":g:", ":gm:"), ONE).longValue() + ""));

        StepAnswer taken = step(TWO, new Step(1, 1, Step.Kind.PLAIN, Map.of(ONE, "1"), List.of(), List.of()));
        assertEquals(List.of(), taken.messages(), "its lease was renewed since");
        taken = step(TWO, new Step(2, 1, Step.Kind.PLAIN, gone, List.of(), List.of()));
        assertEquals(
                message.attempt().entry(), taken.messages().get(0).attempt().entry());

        assertEquals(
                Status.LOST,
                step(ONE, plain(2, 1, outcome(Kind.HANDLED, message))).status());
        assertEquals(1, memory.state(id).describe(id).inFlight());
    }

    /** Only so much at a time, or the server would stand still. */
    @Test
    void whatAMemberWithManyMessagesHadGoesBackInParts() {
        store(2_500);
        join(ONE);
        Set<String> had = new HashSet<>();
        for (int number = 1; had.size() < 2_500; number++) {
            step(ONE, plain(number, 2_500))
                    .messages()
                    .forEach(message -> had.add(message.attempt().entry()));
        }
        step(ONE, new Step(100, 0, Step.Kind.LEAVE, Map.of(), List.of(), List.of()));
        assertTrue(memory.state(id).describe(id).inFlight() > 0);

        join(TWO);
        List<String> again = new ArrayList<>();
        for (int number = 1; again.size() < 2_500; number++) {
            step(TWO, plain(number, 2_500))
                    .messages()
                    .forEach(message -> again.add(message.attempt().entry()));
        }
        assertEquals(had, new HashSet<>(again));
        assertEquals(1, memory.state(id).describe(id).members().size());
    }

    /** Else every lease would be over when the clock is set, or when the server was away. */
    @Test
    void theGroupsTimeDoesNotJumpWithTheClock() {
        join(ONE);
        step(ONE, plain(1, 1));
        long before = ran();
        server.call(commands -> commands.hset(state, "clock", "1000"));
        step(ONE, plain(2, 1));
        long after = ran();
        assertTrue(after - before <= 1_500, () -> "an hour or more is " + (after - before) + " ms");

        server.call(commands -> commands.hset(state, "clock", "9000000000000"));
        step(ONE, plain(3, 1));
        assertEquals(after, ran(), "time does not go back");
    }

    private long ran() {
        return Long.parseLong(server.call(commands -> commands.hget(state, "ran")));
    }

    @Test
    void messagesAreFiledOnlyWhereTheyWereRead() {
        store(2);
        GroupOptions ordered =
                GroupOptions.of(SubscriptionOptions.shared("workers").orderedBy("text"));
        join(ONE, ordered, NewStart.BEGINNING);
        assertTrue(step(ONE, plain(1, 2)).file());
        assertFalse(step(ONE, plain(2, 2)).file(), "somebody is doing it");
        Filer filer = new Filer(memory, id, ordered.orderedBy());
        filer.file();
        filer.file();

        assertEquals(2, step(ONE, plain(3, 2)).messages().size());
        assertEquals(0, memory.state(id).waiting());
    }
}
