package io.messaging.cli.soak;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.LiveLine;
import io.messaging.cli.terminal.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A run from start to report. Used by one thread. */
final class Soak {
    /** By then buffers have reached their size, and most of the code is compiled. */
    private static final long WARM_UP_NANOS = 120_000_000_000L;

    private static final long DRAIN_NANOS = 120_000_000_000L;
    private static final long PLAIN_LINE_NANOS = 30_000_000_000L;

    /** Messages live for 30 seconds; the server remembers expired short-lived messages for a minute. */
    private static final long FORGET_NANOS = 62_000_000_000L;

    private static final int LOOK_MILLIS = 100;
    private static final int BAR_CELLS = 16;

    private final SoakPlan plan;
    private final boolean measuresHeap;
    private final Terminal terminal;
    private final LiveLine line;
    private final List<Thread> threads = new ArrayList<>();
    private final List<SoakProcess> processes = new ArrayList<>();
    private SoakServer server;
    private SoakProxy proxy;
    private SoakRun run;
    private Mischief mischief;
    private long totalNanos;
    private long workedNanos;
    private long lastLineNanos = System.nanoTime();

    Soak(SoakPlan plan, boolean measuresHeap, Terminal terminal) {
        this.plan = plan;
        this.measuresHeap = measuresHeap;
        this.terminal = terminal;
        this.line = LiveLine.onOut(terminal);
    }

    SoakReport run(long nanos) throws IOException, InterruptedException {
        totalNanos = nanos;
        try (SoakServer started = SoakServer.start();
                SoakProxy between = new SoakProxy(started.port());
                LiveLine shown = line) {
            server = started;
            proxy = between;
            run = new SoakRun(plan, between.port());
            mischief = new Mischief(run, between, started);
            startClients();
            long warmUp = Math.min(WARM_UP_NANOS, nanos / 4);
            work(warmUp);
            long heapStart = settledHeap("warming up");
            run.openGate();
            work(nanos - warmUp);
            long heapEnd = settledHeap("ending");
            run.end();
            run.closeBooks();
            shown.erase();
            processes.forEach(SoakProcess::kill);
            threads.forEach(Thread::interrupt);
            return new SoakReport(plan, workedNanos, figures(), run.findings(), heapStart, heapEnd);
        }
    }

    private void startClients() throws InterruptedException {
        List<Book> durable = new ArrayList<>();
        for (int i = 0; i < plan.durables(); i++) {
            Book book = run.newBook("durable client " + i, plan.durableTopic(i));
            book.dueFromTheBeginning();
            durable.add(book);
            run.follow(book);
            start(new SoakSubscriber(run, "durable-" + i, 2_000 + i, book));
        }
        for (int i = 0; i < plan.processes(); i++) {
            SoakProcess process = new SoakProcess(run, plan.writers() + i);
            processes.add(process);
            durable.add(process.book());
            start(process);
        }
        if (!await(() -> durable.stream().allMatch(Book::isActive), "starting")) {
            throw new CommandFailedException("the durable clients could not subscribe in time");
        }
        for (int i = 0; i < plan.subscribers(); i++) {
            start(new SoakSubscriber(run, "subscriber " + i, 1_000 + i, null));
        }
        for (int i = 0; i < plan.writers(); i++) {
            start(new SoakWriter(run, i));
        }
        start(mischief);
    }

    private void start(Runnable client) {
        Thread thread = new Thread(client, "soak-client");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** Lets the clients run. */
    private void work(long nanos) throws InterruptedException {
        long start = System.nanoTime();
        long before = workedNanos;
        while (System.nanoTime() - start < nanos) {
            SoakRun.pause(LOOK_MILLIS);
            workedNanos = before + System.nanoTime() - start;
            show("");
            if (!server.isAlive()) {
                throw new CommandFailedException("the server's process ended; see above for the reason");
            }
        }
    }

    /** Pauses all clients, waits until everything is delivered and expired, and measures. The gate stays closed. */
    private long settledHeap(String when) throws InterruptedException {
        run.closeGate();
        long closed = System.nanoTime();
        await(() -> run.behind() == 0, when + ", waiting for deliveries");
        if (!measuresHeap) {
            return 0;
        }
        await(() -> System.nanoTime() - closed > FORGET_NANOS, when + ", waiting for messages to expire");
        SoakServer.Measure measure = server.measure();
        if (measure.messages() > 0) {
            run.findings().add(Findings.Kind.FAILED, 1, measure.messages() + " messages have not expired in time");
        }
        return measure.heapBytes();
    }

    private boolean await(BooleanSupplier condition, String what) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > DRAIN_NANOS) {
                return false;
            }
            SoakRun.pause(LOOK_MILLIS);
            show(", " + what);
        }
        return true;
    }

    private void show(String what) {
        if (line.isShown()) {
            if (line.isDue()) {
                line.show(Figures.bar((double) workedNanos / totalNanos, BAR_CELLS) + " " + state() + what);
            }
        } else if (System.nanoTime() - lastLineNanos >= PLAIN_LINE_NANOS) {
            lastLineNanos = System.nanoTime();
            terminal.say("  " + state() + what);
        }
    }

    private String state() {
        Findings findings = run.findings();
        return Figures.duration(workedNanos) + ": " + Figures.count(run.stored().messages()) + " stored, "
                + Figures.count(run.received()) + " delivered, " + Figures.count(proxy.broken()) + " cut, "
                + Figures.count(run.restarts().sum()) + " restarts, "
                + (findings.isEmpty() ? "nothing lost" : findings.examples().get(0));
    }

    private Map<String, Long> figures() {
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("messages stored", run.stored().messages());
        figures.put("bytes of JSON stored", run.stored().bytes());
        figures.put("messages delivered", run.received());
        figures.put("reads", run.reads().sum());
        figures.put("clients restarted", run.restarts().sum());
        figures.put("times that connections were broken", mischief.cuts());
        figures.put("cuts in mid-message", mischief.cutsInside());
        figures.put("times that traffic was held", mischief.holds());
        figures.put("connections broken", proxy.broken());
        figures.put("servers restarted", (long) run.eras().restarts());
        figures.put("lost with a server before delivery", run.goneWithServer());
        figures.put("delivered by two servers after a repeated store", run.fromTwoServers());
        figures.put("client processes killed", run.kills().sum());
        figures.put("stores in progress when their process was killed", (long)
                run.stored().givenUp());
        figures.put("calls repeated by the program", run.repeatedStores().sum());
        figures.put("redelivered to durable clients that restarted", run.repeatedDeliveries());
        return figures;
    }
}
