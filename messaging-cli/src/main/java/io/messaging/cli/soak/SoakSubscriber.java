package io.messaging.cli.soak;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that subscribes for a while, fast or slow, and then starts again: to some topics, or as a durable client to
 * one topic, where it resumes.
 */
final class SoakSubscriber implements Runnable {
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_LIFE_MILLIS = 15_000;
    private static final int LOOK_MILLIS = 20;

    private final SoakRun run;
    private final String name;
    private final Random random;

    /** A durable client's book, for all its lives; null for others. */
    private final Book durable;

    /** The books of a client that is not durable, for this life. */
    private final List<Book> books = new ArrayList<>();

    private MessagingBackend backend;

    SoakSubscriber(SoakRun run, String name, int number, Book durable) {
        this.run = run;
        this.name = name;
        this.durable = durable;
        random = run.plan().random(number);
    }

    @Override
    public void run() {
        try {
            run.step(() -> begin(0));
            for (int life = 1; live(); life++) {
                int next = life;
                // In one step: while the gate is closed, durable clients receive what is left.
                run.step(() -> {
                    end();
                    begin(next);
                });
            }
        } catch (InterruptedException e) {
            // the run ends
        } catch (RuntimeException e) {
            run.fail(name, e);
        }
    }

    /** Returns false when the run ends. */
    private boolean live() throws InterruptedException {
        long end = System.nanoTime()
                + 1_000_000L * (SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS));
        while (System.nanoTime() - end < 0 && !run.isEnding()) {
            SoakRun.pause(LOOK_MILLIS);
        }
        return !run.isEnding();
    }

    private void end() {
        backend.close();
        books.forEach(run::unfollow);
        books.clear();
        run.restarts().increment();
    }

    private void begin(int life) throws InterruptedException {
        backend = run.open();
        int slowness = random.nextInt(4);
        if (durable != null) {
            durable.resumed();
            subscribe(durable, slowness, SubscriptionOptions.durable(name));
            durable.active();
            return;
        }
        for (SoakTopic topic : run.plan().topics()) {
            if (random.nextInt(3) == 0) {
                Book book = run.newBook(name + ", life " + life, topic);
                books.add(book);
                subscribe(book, slowness, SubscriptionOptions.plain());
                book.active();
                run.follow(book);
            }
        }
    }

    /** A subscription that is not confirmed in time is none. */
    private void subscribe(Book book, int slowness, SubscriptionOptions options) {
        Random pauses = new Random(random.nextLong());
        backend.subscribe(
                book.topic().name(),
                message -> {
                    dawdle(slowness, pauses);
                    book.received(SoakMessage.read(message));
                },
                options);
    }

    private static void dawdle(int slowness, Random random) {
        try {
            if (slowness == 1) {
                SoakRun.pause(1);
            } else if (slowness == 2 && random.nextInt(50) == 0) {
                SoakRun.pause(random, 200);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
