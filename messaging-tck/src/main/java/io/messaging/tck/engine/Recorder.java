package io.messaging.tck.engine;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.TckFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A handler that notes what it was given and how many calls ran at once. What goes wrong in it fails the test.
 * Thread-safe, as it must be to catch a backend that calls it from several threads.
 */
public final class Recorder implements MessageHandler {
    private final String name;
    private final RuleContext tck;
    private final List<Message> messages = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile MessageHandler behaviour = message -> {};
    private volatile boolean mayThrow;

    Recorder(String name, RuleContext tck) {
        this.name = name;
        this.tck = tck;
    }

    /** Sets what to do besides taking notes. What it throws fails the test. */
    public Recorder doing(MessageHandler handler) {
        behaviour = handler;
        return this;
    }

    /** Sets what to do besides taking notes, where throwing is the subject of the test. */
    public Recorder throwing(MessageHandler handler) {
        mayThrow = true;
        return doing(handler);
    }

    /** Throws whatever it is, declared or not, as handlers may. */
    @SuppressWarnings("unchecked")
    public static <E extends Throwable> void raise(Throwable failure) throws E {
        throw (E) failure;
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
            throw tck.verify().failure(name + " is handed messages", "null");
        }
        synchronized (messages) {
            messages.add(message);
        }
        tck.progress();
    }

    public String name() {
        return name;
    }

    public List<Message> messages() {
        synchronized (messages) {
            return List.copyOf(messages);
        }
    }

    public List<GemstoneId> ids() {
        return TestMessages.ids(messages());
    }

    public int count() {
        synchronized (messages) {
            return messages.size();
        }
    }

    public boolean has(GemstoneId id) {
        synchronized (messages) {
            return messages.stream().anyMatch(message -> message.id().equals(id));
        }
    }

    public int mostRunningAtOnce() {
        return mostRunning.get();
    }

    public void checkNoFailure() {
        Throwable failure = failures.peek();
        if (failure instanceof TckFailure tckFailure) {
            throw tckFailure;
        } else if (failure != null) {
            throw tck.verify().unexpected("the handler of " + name + " can do its work", failure);
        }
    }

    /** Waits for so many deliveries, as long as any progress is made. */
    public void awaitCount(int count) {
        boolean came = tck.awaiter().untilProgressEnds(() -> count() >= count, this::count);
        if (!came) {
            tck.checkNoFailure(); // that is why, if there is one
            throw tck.verify().timeout(name + " receives " + count + " messages", count() + " came");
        }
    }

    /** Waits for a message by its id. */
    public void await(Message message) {
        if (!tck.awaiter().untilProgressEnds(() -> has(message.id()), this::count)) {
            tck.checkNoFailure();
            throw tck.verify()
                    .timeout(
                            name + " receives message " + message.id(),
                            count() + " messages came: " + IdDifference.shown(ids()),
                            IdDifference.missing(List.of(message.id())));
        }
    }

    /** Waits until exactly these came, in this order and with every field, and nothing else within the negative wait. */
    public void awaitExactly(List<Message> expected) {
        if (awaitAll(expected)) {
            tck.awaiter().comesAfterAll(() -> count() > expected.size());
        }
        verifyExactly(expected);
    }

    /** The same for several recorders, with one negative wait for all. */
    public static void awaitExactly(List<Recorder> recorders, List<List<Message>> expected) {
        RuleContext tck = recorders.get(0).tck;
        long all = expected.stream().mapToLong(List::size).sum();
        tck.awaiter().untilProgressEnds(() -> total(recorders) >= all, () -> total(recorders));
        tck.awaiter().comesAfterAll(() -> {
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
        return tck.awaiter().untilProgressEnds(() -> count() >= expected.size(), this::count);
    }

    private void verifyExactly(List<Message> expected) {
        tck.checkNoFailure();
        List<Message> actual = messages();
        if (!TestMessages.ids(expected).equals(TestMessages.ids(actual))) {
            throw tck.verify()
                    .wrongIds(
                            "what " + name + " receives",
                            TestMessages.ids(expected),
                            TestMessages.ids(actual),
                            actual.size() < expected.size() ? ThreadDump.take() : "");
        }
        tck.verify().messages("what " + name + " receives", expected, actual);
    }

    /** Proves that nothing else is on its way: stores a message behind it all, and waits for that. */
    public void awaitExactlyAndNoMore(MessagingBackend backend, String topic, List<Message> expected) {
        Message sentinel = tck.messages().next();
        backend.storeMessage(tck.namespace(), topic, sentinel);
        List<Message> all = new ArrayList<>(expected);
        all.add(sentinel);
        awaitExactly(all);
    }
}
