package io.messaging.cli.soak;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A client that subscribes to some topics, quick or slow, for a while, and then starts anew; or, as a durable client,
 * to one topic and goes on where it was.
 */
final class SoakSubscriber implements Runnable {
    private static final int SHORTEST_LIFE_MILLIS = 500;
    private static final int LONGEST_LIFE_MILLIS = 15_000;
    private static final int LOOK_MILLIS = 20;

    private final SoakRun run;
    private final String name;
    private final Random random;

    /** A durable client's, for all its lives; null for others. */
    private final Book durable;

    SoakSubscriber(SoakRun run, String name, int number, Book durable) {
        this.run = run;
        this.name = name;
        this.durable = durable;
        random = run.plan().random(number);
    }

    @Override
    public void run() {
        try {
            for (int life = 0; !run.isEnding(); life++) {
                live(life);
            }
        } catch (InterruptedException e) {
            // the end of the run
        } catch (RuntimeException e) {
            run.fail(name, e);
        }
    }

    private void live(int life) throws InterruptedException {
        List<Book> books = new ArrayList<>();
        MessagingBackend[] backend = new MessagingBackend[1];
        run.step(() -> backend[0] = begin(books, life));
        long end = System.nanoTime()
                + 1_000_000L * (SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS));
        while (System.nanoTime() - end < 0 && !run.isEnding()) {
            SoakRun.pause(LOOK_MILLIS);
        }
        if (run.isEnding()) {
            return; // the books are closed first, and then the process ends
        }
        run.step(() -> {
            backend[0].close();
            if (durable == null) {
                books.forEach(run::unfollow);
            }
            run.restarts().increment();
        });
    }

    private MessagingBackend begin(List<Book> books, int life) throws InterruptedException {
        MessagingBackend backend = run.open();
        int slowness = random.nextInt(4);
        if (durable != null) {
            durable.resumed();
            subscribe(backend, durable, slowness, SubscriptionOptions.durable(name));
            durable.inForce();
            return backend;
        }
        for (SoakTopic topic : run.plan().topics()) {
            if (random.nextInt(3) == 0) {
                Book book = run.newBook(name + " in its life " + life, topic);
                books.add(book);
                subscribe(backend, book, slowness, SubscriptionOptions.plain());
                book.inForce();
                run.follow(book);
            }
        }
        return backend;
    }

    /** A subscription that is not confirmed in time is none. */
    private void subscribe(MessagingBackend backend, Book book, int slowness, SubscriptionOptions options) {
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
