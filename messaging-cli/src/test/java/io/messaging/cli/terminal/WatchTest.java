package io.messaging.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 300, unit = TimeUnit.SECONDS)
class WatchTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final String END = "\u001b[K\n";

    private final AtomicInteger blocks = new AtomicInteger();

    @Test
    void isShownInPlaceOnATerminal() throws Exception {
        CapturedTerminal screen = CapturedTerminal.ofScreen(80, 24, text -> text.contains("block 2"));
        new Watch(screen.terminal(), SHORT, "\n").run(this::block);
        assertEquals(
                "\u001b[H\u001b[2Jblock 1" + END + "\u001b[J" + "\u001b[Hblock 2" + END + "\u001b[J", screen.out());
    }

    @Test
    void blocksComeOneAfterTheOtherInAPipe() throws Exception {
        CapturedTerminal pipe = CapturedTerminal.ofPipe(text -> text.contains("block 3"));
        new Watch(pipe.terminal(), SHORT, "\n").run(this::block);
        assertEquals("block 1\n\nblock 2\n\nblock 3\n", pipe.out());
    }

    @Test
    void whatDoesNotFitTheScreenIsCounted() throws Exception {
        CapturedTerminal screen = CapturedTerminal.ofScreen(80, 4, text -> text.contains("more"));
        new Watch(screen.terminal(), SHORT, "\n").run(terminal -> terminal.out().print("1\n2\n3\n4\n5\n"));
        assertEquals("\u001b[H\u001b[2J1" + END + "2" + END + "... 3 more lines" + END + "\u001b[J", screen.out());
    }

    @Test
    void notesAreOnTheScreenOrOnStandardError() throws Exception {
        CapturedTerminal screen = CapturedTerminal.ofScreen(80, 24, text -> text.contains("none"));
        new Watch(screen.terminal(), SHORT, "\n").run(terminal -> terminal.note("none"));
        assertEquals("", screen.err());
        CapturedTerminal pipe = CapturedTerminal.ofPipe(text -> true);
        new Watch(pipe.terminal(), SHORT, "\n").run(terminal -> terminal.note("none"));
        assertEquals("none\n", pipe.err());
    }

    @Test
    void endsWhenItIsStoppedWithoutWaitingForTheNextBlock() throws Exception {
        CapturedTerminal pipe = CapturedTerminal.ofFile();
        Watch watch = new Watch(pipe.terminal(), Duration.ofHours(1), "\n");
        Thread stopper = new Thread(() -> {
            while (blocks.get() == 0) {
                Thread.onSpinWait();
            }
            watch.stop();
        });
        stopper.start();
        watch.run(this::block);
        stopper.join();
        assertEquals(1, blocks.get());
    }

    private void block(Terminal terminal) {
        terminal.out().println("block " + blocks.incrementAndGet());
    }
}
