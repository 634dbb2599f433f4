package io.messaging.cli.soak;

import io.messaging.cli.support.ChildCommand;
import io.messaging.cli.support.CommandFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A durable client in a process of its own ({@link SoakClientCommand}), which also stores, is killed at random moments
 * and started again. Its book is kept here; what it was storing when it was killed may be stored or not.
 */
final class SoakProcess implements Runnable {
    private static final int SHORTEST_LIFE_MILLIS = 1_000;
    private static final int LONGEST_LIFE_MILLIS = 15_000;
    private static final String END = "end";

    private final SoakRun run;
    private final int writer;
    private final String clientId;
    private final Book book;
    private final Random random;
    private volatile Process process;

    // Owned by this client's thread, and new in each life.
    private BufferedWriter in;
    private BlockingQueue<String> answers;
    private long deadlineNanos;

    SoakProcess(SoakRun run, int writer) {
        this.run = run;
        this.writer = writer;
        clientId = "process-" + writer;
        book = run.newBook("client process " + writer, run.plan().durableTopic(writer));
        book.dueFromTheBeginning();
        random = run.plan().random(3_000 + writer);
    }

    Book book() {
        return book;
    }

    @Override
    public void run() {
        try {
            run.step(this::begin);
            while (!run.isEnding()) {
                run.step(this::store);
                SoakRun.pause(random, 20);
            }
        } catch (InterruptedException e) {
            // the run ends
        } catch (IllegalStateException | CommandFailedException e) {
            if (!run.isEnding()) {
                run.fail(clientId, e);
            }
        } finally {
            kill();
        }
    }

    /** Kills the process. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    private void begin() throws InterruptedException {
        ProcessBuilder builder = ChildCommand.of(
                        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(
                                "soak-client",
                                Integer.toString(run.port()),
                                clientId,
                                Integer.toString(book.topic().number())))
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            book.resumed();
            Process started = builder.start();
            process = started;
            in = new BufferedWriter(new OutputStreamWriter(started.getOutputStream(), StandardCharsets.UTF_8));
            answers = new LinkedBlockingQueue<>();
            BlockingQueue<String> lines = answers;
            Thread reader = new Thread(() -> read(started, lines), "soak-process-reader");
            reader.setDaemon(true);
            reader.start();
        } catch (IOException e) {
            throw new CommandFailedException("cannot start a client's process (" + e.getMessage() + ")", e);
        }
        String ready = answers.take();
        if (!ready.equals("ready")) {
            throw new IllegalStateException("the process ended before it had subscribed");
        }
        book.active();
        run.follow(book);
        int lifeMillis = SHORTEST_LIFE_MILLIS + random.nextInt(LONGEST_LIFE_MILLIS - SHORTEST_LIFE_MILLIS);
        deadlineNanos = System.nanoTime() + 1_000_000L * lifeMillis;
    }

    /** Reads to the end what the process printed before it was killed. */
    private void read(Process from, BlockingQueue<String> lines) {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("received") && words.length == 5 && words[4].equals(".")) {
                    book.received(new SoakMessage(
                            Integer.parseInt(words[1]), Integer.parseInt(words[2]), Boolean.parseBoolean(words[3])));
                } else {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            // the process ended
        }
        lines.add(END);
    }

    private void store() throws InterruptedException {
        SoakTopic topic =
                run.plan().topics().get(random.nextInt(run.plan().topics().size()));
        run.awaitReaders(topic);
        int number = run.stored().begin(writer, topic.number());
        String answer = ask(topic.number() + " " + writer + " " + number);
        if (answer == null) {
            kill();
            run.kills().increment();
            answer = answers.take(); // it may have confirmed at the last moment
        }
        boolean killed = !answer.startsWith("stored ");
        if (!killed) {
            run.stored().confirm(writer, topic.number(), Integer.parseInt(answer.split(" ")[1]));
            killed = System.nanoTime() - deadlineNanos > 0;
        } else {
            run.stored().giveUp(writer, topic.number());
        }
        if (killed && !run.isEnding()) {
            awaitEnd();
            begin();
        }
    }

    /** Returns null if its life ended before it answered. */
    private String ask(String question) throws InterruptedException {
        try {
            in.write(question + "\n");
            in.flush();
        } catch (IOException e) {
            return END;
        }
        return answers.poll(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void awaitEnd() throws InterruptedException {
        kill();
        process.waitFor();
        while (!answers.isEmpty() || process.isAlive()) {
            if (answers.take().equals(END)) {
                return;
            }
        }
    }
}
