package io.messaging.paging;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Reads a topic in chronological order, a page at a time, each when the one before is used up. Used by one thread at a
 * time, as streams are; closed by any.
 */
public final class MessagePages implements Spliterator<Message> {
    private final Function<GemstoneId, List<Message>> pageAfter;
    private GemstoneId last;
    private Iterator<Message> page = Collections.emptyIterator();
    private volatile boolean ended;

    private MessagePages(GemstoneId since, Function<GemstoneId, List<Message>> pageAfter) {
        this.last = since;
        this.pageAfter = pageAfter;
    }

    /**
     * Returns a stream that reads nothing before it is asked, and nothing more once it is closed.
     *
     * @param since the id to start after
     * @param pageAfter reads what is chronologically next after an id; empty at the end
     * @return to be used by one thread at a time
     */
    public static Stream<Message> stream(GemstoneId since, Function<GemstoneId, List<Message>> pageAfter) {
        MessagePages pages = new MessagePages(since, pageAfter);
        return StreamSupport.stream(pages, false).onClose(() -> pages.ended = true);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Message> action) {
        if (!ended && !page.hasNext()) {
            page = pageAfter.apply(last).iterator();
            ended |= !page.hasNext();
        }
        if (ended) {
            page = Collections.emptyIterator();
            return false;
        }
        Message next = page.next();
        last = next.id();
        action.accept(next);
        return true;
    }

    /** Never splits: the next page is known only when the one before was read. */
    @Override
    public Spliterator<Message> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
