package io.messaging.cli.soak;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What the clients of a run share: books, counters, and the gate that pauses them. Thread-safe. */
final class SoakRun {
    /** How far a subscription may lag before writers wait: nothing may expire undelivered. */
    private static final long MOST_BEHIND = 400;

    private static final long BEHIND_WAIT_NANOS = 10_000_000_000L;

    private final SoakPlan plan;
    private final int port;
    private final Stored stored;
    private final ServerEras eras;
    private final Findings findings = new Findings();
    private final LongAdder received = new LongAdder();
    private final LongAdder restarts = new LongAdder();
    private final LongAdder repeatedStores = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder repeatedDeliveries = new LongAdder();
    private final LongAdder goneWithServer = new LongAdder();
    private final LongAdder fromTwoServers = new LongAdder();
    private final LongAdder kills = new LongAdder();
    private final CopyOnWriteArrayList<Book> books = new CopyOnWriteArrayList<>();
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);
    private volatile boolean ending;

    SoakRun(SoakPlan plan, int port) {
        this.plan = plan;
        this.port = port;
        stored = new Stored(plan.writers() + plan.processes(), plan.topics().size());
        eras = new ServerEras(stored);
    }

    SoakPlan plan() {
        return plan;
    }

    Stored stored() {
        return stored;
    }

    ServerEras eras() {
        return eras;
    }

    Findings findings() {
        return findings;
    }

    long received() {
        return received.sum();
    }

    LongAdder restarts() {
        return restarts;
    }

    LongAdder repeatedStores() {
        return repeatedStores;
    }

    LongAdder reads() {
        return reads;
    }

    long repeatedDeliveries() {
        return repeatedDeliveries.sum()
                + books.stream().mapToLong(Book::repeated).sum();
    }

    long goneWithServer() {
        return goneWithServer.sum()
                + books.stream().mapToLong(Book::goneWithServer).sum();
    }

    long fromTwoServers() {
        return fromTwoServers.sum()
                + books.stream().mapToLong(Book::fromTwoServers).sum();
    }

    LongAdder kills() {
        return kills;
    }

    int port() {
        return port;
    }

    boolean isEnding() {
        return ending;
    }

    void end() {
        ending = true;
    }

    /** What a client does between two checks of the gate. */
    @FunctionalInterface
    interface Step {
        void run() throws InterruptedException;
    }

    /** Runs a step while the gate is open. */
    void step(Step step) throws InterruptedException {
        gate.readLock().lockInterruptibly();
        try {
            step.run();
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Waits until every client is between two steps, and pauses them there. */
    void closeGate() throws InterruptedException {
        gate.writeLock().lockInterruptibly();
    }

    void openGate() {
        gate.writeLock().unlock();
    }

    /** Opens a backend; retries if its connection is cut meanwhile. */
    MessagingBackend open() throws InterruptedException {
        return open(port);
    }

    static MessagingBackend open(int port) throws InterruptedException {
        while (true) {
            try {
                return SoakPlan.config(port).createBackend();
            } catch (MessagingConnectionException | MessagingTimeoutException e) {
                pause(20);
            }
        }
    }

    Book newBook(String name, SoakTopic topic) {
        return new Book(name, topic, plan.writers() + plan.processes(), stored, eras, findings, received);
    }

    /** Has writers wait for this subscription from now on. */
    void follow(Book book) {
        books.addIfAbsent(book);
    }

    void unfollow(Book book) {
        if (books.remove(book)) {
            repeatedDeliveries.add(book.repeated());
            goneWithServer.add(book.goneWithServer());
            fromTwoServers.add(book.fromTwoServers());
        }
    }

    long behind() {
        return books.stream().mapToLong(Book::behind).sum();
    }

    /** Counts as lost what is due and has not arrived. */
    void closeBooks() {
        books.forEach(Book::close);
    }

    /** Waits while a subscription to the topic lags too far behind. */
    void awaitReaders(SoakTopic topic) throws InterruptedException {
        long end = System.nanoTime() + BEHIND_WAIT_NANOS;
        while (System.nanoTime() - end < 0
                && books.stream().anyMatch(book -> book.topic() == topic && book.behind() > MOST_BEHIND)) {
            pause(2);
        }
    }

    void fail(String who, Exception e) {
        findings.add(Findings.Kind.FAILED, 1, who + ": " + e);
    }

    static void pause(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }

    static void pause(Random random, int mostMillis) throws InterruptedException {
        pause(random.nextInt(mostMillis + 1));
    }
}
