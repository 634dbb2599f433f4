package io.messaging.testing.space;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.DrainCheck;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.testing.observed.KnownSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Asks the server, which asks every subscriber in every process. What the test's own backends tell adds what the server
 * cannot know: who is cut off from it, and stores that have not reached it. Thread-safe.
 */
final class ServerQuiescence implements Quiescence {
    private static final long ANSWER_MILLIS = 200;

    private final TestSpace space;

    ServerQuiescence(TestSpace space) {
        this.space = space;
    }

    @Override
    public Optional<String> reasonAgainst() {
        EmbeddedServer server = space.network().server().server();
        return Activity.subscribing(space)
                .or(() -> undrained(server))
                .or(() -> Activity.running(space))
                .or(() -> Activity.durableLag(space))
                .or(() -> Activity.groups(space));
    }

    /**
     * A subscription that its process holds to be in force and that was not asked: the server does not know it (any
     * more). Told from those that were asked and not from those that are there, or one could leave between the two.
     */
    private Optional<String> cutOff(DrainCheck check) {
        List<Subscriber> known = check.subscribers().stream()
                .map(space.hub().names()::own)
                .collect(Collectors.toCollection(ArrayList::new));
        for (KnownSubscription expected : space.hub().subscriptions()) {
            if (expected.group() == null && !take(known, expected)) {
                return Optional.of(expected + " is not connected");
            }
        }
        return Optional.empty();
    }

    private static boolean take(List<Subscriber> known, KnownSubscription expected) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).connected() && known.get(i).topic().equals(expected.topic())) {
                known.remove(i);
                return true;
            }
        }
        return false;
    }

    private Optional<String> undrained(EmbeddedServer server) {
        DrainCheck check = server.checkDrained(space.hub().names()::isOurs);
        try {
            boolean quiet = check.outcome().toCompletableFuture().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            return quiet ? cutOff(check) : Optional.of("something was stored, or a subscriber came or went, just now");
        } catch (TimeoutException e) {
            return Activity.running(space)
                    .or(() -> cutOff(check))
                    .or(() -> Optional.of("no answer yet from the subscribers to "
                            + check.pending().stream()
                                    .map(space.hub().names()::own)
                                    .map(Subscriber::topic)
                                    .toList()));
        } catch (ExecutionException e) {
            throw new IllegalStateException("a drain check never fails", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
