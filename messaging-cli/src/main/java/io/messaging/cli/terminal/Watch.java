package io.messaging.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Shows something again and again: on a terminal in place, elsewhere one block after the other. One thread runs it, any may
 * stop it.
 */
public final class Watch {
    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final String HOME = "\u001b[H";
    private static final String ERASE_LINE = "\u001b[K";
    private static final String ERASE_REST = "\u001b[J";
    private static final long LONGEST_WRITE_SECONDS = 1;

    private final Terminal terminal;
    private final Duration pause;
    private final boolean inPlace;
    private final String separator;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Held while a block is written, so that a stop does not cut it. */
    private final ReentrantLock writing = new ReentrantLock();

    private boolean first = true;

    /**
     * Prepares to show something.
     *
     * @param terminal where
     * @param pause how long to wait between two blocks
     * @param separator what is printed before each block but the first, unless it is shown in place
     */
    public Watch(Terminal terminal, Duration pause, String separator) {
        this.terminal = terminal;
        this.pause = pause;
        this.separator = separator;
        this.inPlace = terminal.outIsTerminal() && LiveLine.canRewrite();
    }

    /**
     * Shows blocks until it is stopped, or nobody reads them any more.
     *
     * @param block prints one block on the terminal that it is given
     */
    public void run(Consumer<Terminal> block) throws InterruptedException {
        do {
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            PrintStream stream = new PrintStream(printed, false, StandardCharsets.UTF_8);
            block.accept(terminal.printingTo(stream, inPlace ? stream : terminal.err()));
            stream.flush();
            show(printed.toString(StandardCharsets.UTF_8));
        } while (!terminal.out().checkError() && !stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void show(String text) {
        writing.lock();
        try {
            if (stopped.getCount() == 0) {
                return;
            }
            if (inPlace) {
                terminal.out().print((first ? CLEAR : HOME) + frame(text) + ERASE_REST);
            } else {
                terminal.out().print((first ? "" : separator) + text);
            }
            first = false;
            terminal.out().flush();
        } finally {
            writing.unlock();
        }
    }

    /** Returns the lines that fit the screen, the last of which says how many do not. */
    private String frame(String text) {
        List<String> lines = text.lines().toList();
        int room = terminal.height() - 1; // of the cursor
        StringBuilder frame = new StringBuilder();
        int shown = lines.size() <= room ? lines.size() : Math.max(0, room - 1);
        lines.subList(0, shown)
                .forEach(line -> frame.append(line).append(ERASE_LINE).append('\n'));
        if (shown < lines.size()) {
            frame.append("... ")
                    .append(Figures.counted(lines.size() - shown, "more line"))
                    .append(ERASE_LINE)
                    .append('\n');
        }
        return frame.toString();
    }

    /** Ends {@link #run}, and waits a moment for a block that is being written. */
    public void stop() {
        stopped.countDown();
        try {
            if (writing.tryLock(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS)) {
                writing.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
