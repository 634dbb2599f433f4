package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import io.messaging.selftest.fault.CutFault;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Counts the wrong messages as handled at a cut: DUR-09. */
final class Dur09BrokenConnections {
    static final Mutant SKIPS_ONE_AFTER_BREAK = Mutant.of(
                    "DUR-09", "counts the current message as handled when the connection breaks, and one more")
            .sharedFault(
                    "what the client receives",
                    () -> new CutFault(
                            (cuts, seen, handler, message) -> {
                                if (!seen[0] && cuts.get() > 0) {
                                    seen[0] = true;
                                    return;
                                }
                                handler.onMessage(message);
                            },
                            true));

    static final Mutant RESTARTS_AFTER_BREAK = Mutant.of(
                    "DUR-09", "starts again from the beginning when the connection breaks")
            .representative()
            .sharedFault("only the message that was being handled may come again", () -> {
                Map<MessageHandler, List<Message>> given = new ConcurrentHashMap<>();
                return new CutFault(
                        (cuts, seen, handler, message) -> {
                            List<Message> all = given.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                            if (!seen[0] && cuts.get() > 0) {
                                seen[0] = true;
                                for (Message again : all) {
                                    handler.onMessage(again);
                                }
                            }
                            all.add(message);
                            handler.onMessage(message);
                        },
                        true);
            });

    static final Mutant REPEATS_PREVIOUS_AFTER_BREAK = Mutant.of(
                    "DUR-09", "repeats the previous message when the connection breaks")
            .sharedFault("only the message", () -> {
                Map<MessageHandler, Message> last = new ConcurrentHashMap<>();
                return new CutFault(
                        (cuts, seen, handler, message) -> {
                            if (!seen[0] && cuts.get() > 0) {
                                seen[0] = true;
                                handler.onMessage(last.get(handler));
                            }
                            handler.onMessage(message);
                            if (cuts.get() == 0) {
                                last.put(handler, message);
                            }
                        },
                        true);
            });
}
