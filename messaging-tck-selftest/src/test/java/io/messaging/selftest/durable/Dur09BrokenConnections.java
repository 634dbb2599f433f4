package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import io.messaging.selftest.fault.CutFault;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Counts the wrong messages as handled at a cut: DUR-09. */
public final class Dur09BrokenConnections {

    private Dur09BrokenConnections() {}

    public static List<Mutant> all() {
        return Stream.of(sideBySide(), durable()).flatMap(List::stream).toList();
    }

    private static List<Mutant> sideBySide() {
        return List.of(
                Mutant.shared(
                        "DUR-09",
                        "counts the message in hand as handled when the connection breaks, and one more",
                        "what the client receives",
                        () -> new CutFault(
                                (cuts, seen, handler, message) -> {
                                    if (!seen[0] && cuts.get() > 0) {
                                        seen[0] = true;
                                        return;
                                    }
                                    handler.onMessage(message);
                                },
                                true)),
                Mutant.shared(
                        "DUR-09",
                        "begins again from the start when the connection breaks",
                        "only the message that was being handled may come again",
                        () -> {
                            Map<MessageHandler, List<Message>> given = new ConcurrentHashMap<>();
                            return new CutFault(
                                    (cuts, seen, handler, message) -> {
                                        List<Message> all =
                                                given.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
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
                        }));
    }

    private static List<Mutant> durable() {
        return List.of(Mutant.shared(
                "DUR-09", "gives the message before once more when the connection breaks", "only the message", () -> {
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
                }));
    }
}
