package io.messaging.tck;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler that notes what it was given and how many calls ran at once. What goes wrong in it fails the test.
 * Thread-safe, as it must be to catch a backend that calls it from several threads.
 */
final class Recorder implements MessageHandler {
    private final String name;
    private final RuleRun run;
    private final List<Message> messages = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile MessageHandler behaviour = message -> {};
    private volatile boolean mayThrow;

    Recorder(String name, RuleRun run) {
        this.name = name;
        this.run = run;
    }

    /** Sets what to do besides taking notes. What it throws fails the test. */
    Recorder doing(MessageHandler handler) {
        behaviour = handler;
        return this;
    }

    /** Sets what to do besides taking notes, where throwing is the subject of the test. */
    Recorder throwing(MessageHandler handler) {
        mayThrow = true;
        return doing(handler);
    }

    @Override
    public void onMessage(Message message) throws Exception {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            note(message);
            behaviour.onMessage(message);
        } catch (Throwable failure) {
            if (!mayThrow) {
                failures.add(failure);
            }
            throw failure;
        } finally {
            running.decrementAndGet();
        }
    }

    private void note(Message message) {
        if (message == null) {
            throw run.verify().failure(name + " is handed messages", "null");
        }
        synchronized (messages) {
            messages.add(message);
        }
        run.watch().progress();
    }

    String name() {
        return name;
    }

    List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    List<GemstoneId> ids() {
        return TestMessages.ids(messages());
    }

    int count() {
        synchronized (messages) {
            return messages.size();
        }
    }

    boolean has(GemstoneId id) {
        synchronized (messages) {
            return messages.stream().anyMatch(message -> message.id().equals(id));
        }
    }

    int mostRunningAtOnce() {
        return mostRunning.get();
    }

    void checkNoFailure() {
        Throwable failure = failures.peek();
        if (failure instanceof TckFailure tckFailure) {
            throw tckFailure;
        } else if (failure != null) {
            throw run.verify().unexpected("the handler of " + name + " can do its work", failure);
        }
    }

    /** Waits for so many deliveries, as long as any progress is made. */
    void awaitCount(int count) {
        boolean came = run.awaiter().untilProgressEnds(() -> count() >= count, this::count);
        if (!came) {
            run.checkNoFailure(); // that is why, if there is one
            throw run.verify().timeout(name + " receives " + count + " messages", count() + " came", IdDifference.NONE);
        }
    }

    /** Waits for a message by its id. */
    void await(Message message) {
        if (!run.awaiter().untilProgressEnds(() -> has(message.id()), this::count)) {
            run.checkNoFailure();
            throw run.verify()
                    .timeout(
                            name + " receives message " + message.id(),
                            count() + " messages came: " + IdDifference.shown(ids()),
                            new IdDifference(List.of(message.id()), List.of(), List.of()));
        }
    }

    /** Waits until exactly these came, in this order and with every field, and nothing else within the negative wait. */
    void awaitExactly(List<Message> expected) {
        if (awaitAll(expected)) {
            run.awaiter().comesAfterAll(() -> count() > expected.size());
        }
        verifyExactly(expected);
    }

    /** The same for several recorders, with one negative wait for all. */
    static void awaitExactly(RuleRun run, List<Recorder> recorders, List<List<Message>> expected) {
        long all = expected.stream().mapToLong(List::size).sum();
        run.awaiter().untilProgressEnds(() -> total(recorders) >= all, () -> total(recorders));
        run.awaiter().comesAfterAll(() -> {
            for (int i = 0; i < recorders.size(); i++) {
                if (recorders.get(i).count() > expected.get(i).size()) {
                    return true;
                }
            }
            return false;
        });
        for (int i = 0; i < recorders.size(); i++) {
            recorders.get(i).verifyExactly(expected.get(i));
        }
    }

    private static long total(List<Recorder> recorders) {
        return recorders.stream().mapToLong(Recorder::count).sum();
    }

    private boolean awaitAll(List<Message> expected) {
        return run.awaiter().untilProgressEnds(() -> count() >= expected.size(), this::count);
    }

    private void verifyExactly(List<Message> expected) {
        run.checkNoFailure();
        List<Message> actual = messages();
        if (!TestMessages.ids(expected).equals(TestMessages.ids(actual))) {
            throw run.verify()
                    .wrongIds(
                            "what " + name + " receives",
                            TestMessages.ids(expected),
                            TestMessages.ids(actual),
                            actual.size() < expected.size() ? ThreadDump.take() : "");
        }
        run.verify().messages("what " + name + " receives", expected, actual);
    }

    /** Proves that nothing else is on its way: stores a message behind it all, and waits for that. */
    void awaitExactlyAndNoMore(MessagingBackend backend, String topic, List<Message> expected) {
        Message sentinel = run.messages().next();
        backend.storeMessage(run.namespace(), topic, sentinel);
        List<Message> all = new ArrayList<>(expected);
        all.add(sentinel);
        awaitExactly(all);
    }
}
