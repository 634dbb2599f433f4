package io.messaging.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AbstractMessagingBackendTest {
    private static final Message MESSAGE = Message.fromJson("{\"id\":1}");
    private static final GemstoneId ID = GemstoneId.of(1);
    private static final SubscriptionOptions PLAIN = SubscriptionOptions.plain();

    private final RecordingBackend backend = new RecordingBackend(Set.of(Capability.values()));

    /** Every call, made with good arguments. */
    static Stream<Arguments> calls() {
        return Stream.of(
                call("storeMessage", b -> b.storeMessage("n", "t", MESSAGE)),
                call("storeMessageAsync", b -> b.storeMessageAsync("n", "t", MESSAGE)),
                call("getMessagesForTopic", b -> b.getMessagesForTopic("t")),
                call("getMessagesForTopicSince", b -> b.getMessagesForTopicSince("t", ID)),
                call("getNextMessageForTopicSince", b -> b.getNextMessageForTopicSince("t", ID)),
                call("getMessagesById", b -> b.getMessagesById("n", List.of(ID))),
                call("subscribe", b -> b.subscribe("t", m -> {})),
                call("subscribe", b -> b.subscribe("t", m -> {}, SubscriptionOptions.durable("c"))),
                call("unsubscribe", b -> b.unsubscribe("t")),
                call("unsubscribe", b -> b.unsubscribe("t", "c")),
                call("loadSubscribers", b -> b.loadSubscribers("n")),
                call("subscriptions", MessagingBackend::subscriptions),
                call("ping", MessagingBackend::ping),
                call("addConnectionListener", b -> b.addConnectionListener(change -> {})),
                call("removeConnectionListener", b -> b.removeConnectionListener(change -> {})),
                call("administration", MessagingBackend::topics),
                call("durableClients", MessagingBackend::durableClients),
                call("administration", MessagingBackend::administration));
    }

    private static Arguments call(String name, Consumer<MessagingBackend> call) {
        return arguments(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void aGoodCallReachesTheBackendOnce(String name, Consumer<MessagingBackend> call) {
        call.accept(backend);

        assertEquals(List.of(name), backend.calls);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void afterTheCloseEveryCallIsRefused(String name, Consumer<MessagingBackend> call) {
        backend.close();

        BackendClosedException refusal = assertThrows(BackendClosedException.class, () -> call.accept(backend));

        assertEquals("RecordingBackend is closed; open another one", refusal.getMessage());
        assertEquals(List.of("close"), backend.calls);
    }

    /** Every call, with each of its arguments bad in turn. */
    static Stream<Arguments> badCalls() {
        List<Arguments> bad = new ArrayList<>();
        badNames(bad, "namespace", (b, name) -> b.storeMessage(name, "t", MESSAGE));
        badNames(bad, "topic", (b, name) -> b.storeMessage("n", name, MESSAGE));
        badNames(bad, "namespace", (b, name) -> b.storeMessageAsync(name, "t", MESSAGE));
        badNames(bad, "topic", (b, name) -> b.storeMessageAsync("n", name, MESSAGE));
        badNames(bad, "topic", (b, name) -> b.getMessagesForTopic(name));
        badNames(bad, "topic", (b, name) -> b.getMessagesForTopicSince(name, ID));
        badNames(bad, "topic", (b, name) -> b.getNextMessageForTopicSince(name, ID));
        badNames(bad, "topic", (b, name) -> b.getMessagesForTopicSince(name, ID, 1));
        badNames(bad, "topic", (b, name) -> b.streamMessagesForTopicSince(name, ID));
        badNames(bad, "namespace", (b, name) -> b.getMessagesById(name, List.of(ID)));
        badNames(bad, "namespace", (b, name) -> b.getMessagesById(name, List.of()));
        badNames(bad, "topic", (b, name) -> b.subscribe(name, m -> {}));
        badNames(bad, "topic", (b, name) -> b.subscribe(name, m -> {}, PLAIN));
        badNames(bad, "topic", (b, name) -> b.unsubscribe(name));
        badNames(bad, "topic", (b, name) -> b.unsubscribe(name, "c"));
        badNames(bad, "clientId", (b, name) -> b.unsubscribe("t", name));
        badNames(bad, "namespace", (b, name) -> b.loadSubscribers(name));
        badNames(bad, "topic", (b, name) -> administrationOf(b).clear(name));
        badNull(bad, "message", b -> b.storeMessage("n", "t", null));
        badNull(bad, "message", b -> b.storeMessageAsync("n", "t", null));
        badNull(bad, "since", b -> b.getMessagesForTopicSince("t", null));
        badNull(bad, "since", b -> b.getNextMessageForTopicSince("t", null));
        badNull(bad, "since", b -> b.getMessagesForTopicSince("t", null, 1));
        badNull(bad, "since", b -> b.streamMessagesForTopicSince("t", null));
        badNull(bad, "ids", b -> b.getMessagesById("n", null));
        badNull(bad, "an id of ids", b -> b.getMessagesById("n", Arrays.asList(ID, null)));
        badNull(bad, "handler", b -> b.subscribe("t", null));
        badNull(bad, "handler", b -> b.subscribe("t", null, PLAIN));
        badNull(bad, "options", b -> b.subscribe("t", m -> {}, null));
        badNull(bad, "listener", b -> b.addConnectionListener(null));
        badNull(bad, "listener", b -> b.removeConnectionListener(null));
        return bad.stream();
    }

    /** Its own call is not the one that is looked at. */
    private static Administration administrationOf(MessagingBackend backend) {
        Administration administration = backend.administration();
        ((RecordingBackend) backend).calls.clear();
        return administration;
    }

    private interface NamedCall {
        void with(MessagingBackend backend, String name);
    }

    private static void badNames(List<Arguments> bad, String argument, NamedCall call) {
        badNull(bad, argument, b -> call.with(b, null));
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            bad.add(badCall(
                    argument + " is blank; give at least one character that is no white space",
                    b -> call.with(b, blank)));
        }
        for (String half : List.of("\ud83d", "t\ude80")) {
            bad.add(badCall(
                    argument + " holds an unpaired surrogate, which UTF-8 cannot carry; remove or complete it",
                    b -> call.with(b, half)));
        }
    }

    private static void badNull(List<Arguments> bad, String argument, Consumer<MessagingBackend> call) {
        bad.add(badCall(argument + " is null; it is required", call));
    }

    private static Arguments badCall(String message, Consumer<MessagingBackend> call) {
        return arguments(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badCalls")
    void aBadArgumentIsRefusedBeforeTheBackendSeesIt(String message, Consumer<MessagingBackend> call) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> call.accept(backend));

        assertEquals(message, refusal.getMessage());
        assertEquals(List.of(), backend.calls);
    }

    @Test
    void anyOtherNameIsAllowed() {
        for (String name : List.of("a b", "\"", "a\r\nb", "JSON:", "*", ">", "🚀", "x".repeat(1_000))) {
            backend.storeMessage(name, name, MESSAGE);
            assertEquals(name, backend.lastTopic);
        }
    }

    @Test
    void anEmptyRequestByIdIsAnsweredWithoutTheBackend() {
        assertEquals(List.of(), backend.getMessagesById("n", List.of()));
        assertEquals(List.of(), backend.calls);
    }

    @Test
    void theBackendGetsItsOwnCopyOfTheIds() {
        List<GemstoneId> ids = new ArrayList<>(List.of(ID));

        backend.getMessagesById("n", ids);
        ids.clear();

        assertEquals(List.of(ID), backend.lastIds);
    }

    @Test
    void withoutTheCapabilitySubscribingIsRefused() {
        RecordingBackend none = new RecordingBackend(Set.of());

        UnsupportedOperationException refusal =
                assertThrows(UnsupportedOperationException.class, () -> none.subscribe("t", m -> {}));

        assertEquals(
                "RecordingBackend does not support subscriptions; ask capabilities() for SUBSCRIPTION, or choose "
                        + "another backend",
                refusal.getMessage());
        assertEquals(List.of(), none.calls);
        assertFalse(none.supportsSubscription());
    }

    @Test
    void withoutTheCapabilityDurableSubscriptionsAreRefusedAndPlainOnesAreNot() {
        RecordingBackend plainOnly = new RecordingBackend(EnumSet.of(Capability.SUBSCRIPTION));
        SubscriptionOptions durable = SubscriptionOptions.durable("c");

        plainOnly.subscribe("t", m -> {});
        UnsupportedOperationException refusal =
                assertThrows(UnsupportedOperationException.class, () -> plainOnly.subscribe("t", m -> {}, durable));

        assertEquals(
                "RecordingBackend does not support durable subscriptions; ask capabilities() for "
                        + "DURABLE_SUBSCRIPTION, or choose another backend",
                refusal.getMessage());
        assertThrows(UnsupportedOperationException.class, plainOnly::durableClients);
        assertEquals(List.of("subscribe"), plainOnly.calls);
        assertTrue(plainOnly.supportsSubscription());
    }

    @Test
    void withoutAnAdministrationTheRefusalSaysWhatToDo() {
        RecordingBackend none = new RecordingBackend(Set.of());
        none.hasAdministration = false;

        UnsupportedOperationException refusal = assertThrows(UnsupportedOperationException.class, none::administration);

        assertEquals(
                "RecordingBackend can neither count nor clear what it stores: its author did not override "
                        + "administration(); use what its own server offers for that",
                refusal.getMessage());
    }

    @Test
    void anAdministrationIsPassedOnUntilTheBackendCloses() {
        Administration administration = administrationOf(backend);

        assertEquals(1, administration.clear("t"));
        assertEquals(2, administration.clearAll());
        assertEquals(3, administration.stats().number(BackendStats.TOPICS).orElseThrow());
        assertEquals(List.of(new Subscriber("t", null, "n", true)), administration.subscribers());
        assertEquals(List.of("clear", "clearAll", "stats", "subscribers"), backend.calls);
        backend.close();
        assertThrows(BackendClosedException.class, administration::stats);
        assertThrows(BackendClosedException.class, administration::subscribers);
        assertThrows(BackendClosedException.class, administration::clearAll);
        assertThrows(BackendClosedException.class, () -> administration.clear("t"));
    }

    @Test
    void closeIsPassedOnOnce() {
        assertFalse(backend.isClosed());

        backend.close();
        backend.close();

        assertTrue(backend.isClosed());
        assertEquals(List.of("close"), backend.calls);
    }

    @Test
    void ofManyClosesAtOnceOneIsPassedOn() throws Exception {
        CyclicBarrier start = new CyclicBarrier(4);
        List<CompletableFuture<Void>> closes = Stream.generate(() -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                start.await();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            backend.close();
                        },
                        task -> new Thread(task).start()))
                .limit(4)
                .toList();
        for (CompletableFuture<Void> close : closes) {
            close.get();
        }

        assertEquals(List.of("close"), backend.calls);
    }

    @Test
    void storingWithoutWaitingFailsInTheFutureWithWhatStoringThrows() {
        RejectedMessageException failure = new RejectedMessageException("too large");
        backend.storeFailure = failure;

        CompletableFuture<Void> outcome = backend.storeMessageAsync("n", "t", MESSAGE);

        CompletionException seen = assertThrows(CompletionException.class, outcome::join);
        assertSame(failure, seen.getCause());
    }
}
