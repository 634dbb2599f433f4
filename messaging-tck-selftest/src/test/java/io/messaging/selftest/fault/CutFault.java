package io.messaging.selftest.fault;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.Message;
import java.util.concurrent.atomic.AtomicInteger;

/** Does something wrong with the first message after a cut. */
public record CutFault(AtomicInteger cuts, AfterCut afterCut, boolean ofDurable) implements Fault {
    public CutFault(AfterCut afterCut, boolean ofDurable) {
        this(new AtomicInteger(), afterCut, ofDurable);
    }

    @Override
    public MessagingBackend open(MessagingBackend correct) {
        return Faults.handlers(correct, (topic, handler, options) -> {
            boolean[] seen = {false};
            return options.isDurable() != ofDurable
                    ? handler
                    : message -> afterCut.deliver(cuts, seen, handler, message);
        });
    }

    @Override
    public void cut() {
        cuts.incrementAndGet();
    }

    public interface AfterCut {
        void deliver(AtomicInteger cuts, boolean[] seen, MessageHandler handler, Message message) throws Exception;
    }
}
