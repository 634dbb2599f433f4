package io.messaging.selftest.durable;

import io.messaging.backend.DeadLetter;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import io.messaging.selftest.handmade.EngineBackend;
import io.messaging.selftest.handmade.Item;
import io.messaging.selftest.handmade.Sub;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** What follows from a failure, spoiled: DUR-05. */
public final class Dur05Failures {

    private Dur05Failures() {}

    public static List<Mutant> all() {
        return Stream.of(orders(), namespaces(), letters(), ends())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> orders() {
        return List.of(
                Mutant.shared("DUR-05", "sorts what waits by id after a failure", "another order", () -> new Engine() {
                    @Override
                    protected void failed(Sub sub, Item item, Throwable failure) {
                        super.failed(sub, item, failure);
                        sortRest(sub);
                    }
                }),
                Mutant.shared("DUR-05", "sorts what waits by id between two attempts", "receives", () -> new Engine() {
                    @Override
                    protected java.time.Duration pause(Sub sub, int attempts) {
                        synchronized (this) {
                            sub.client.position++; // the one that is tried again stays where it is
                            sortRest(sub);
                            sub.client.position--;
                        }
                        return super.pause(sub, attempts);
                    }
                }));
    }

    private static List<Mutant> namespaces() {
        return List.of(
                inNamespace("puts all dead letters into the namespace 'default'", (sub, letter) -> "default"),
                inNamespace(
                        "puts dead letters into the topic's namespace, whatever the subscription's",
                        (sub, letter) -> letter.namespace(null)),
                inNamespace(
                        "puts dead letters into 'default' where the subscription gave no namespace",
                        (sub, letter) -> sub.options.namespace().orElse("default")),
                inNamespace(
                        "prefers a topic's prefix to the subscription's namespace",
                        (sub, letter) -> letter.originalTopic().contains(":")
                                ? letter.namespace(null)
                                : letter.namespace(sub.options.namespace().orElse(null))),
                Mutant.shared("DUR-05", "puts dead letters where their originals were stored", "namespace", () -> {
                    return new Engine() {
                        @Override
                        protected String namespace(Sub sub, DeadLetter letter) {
                            synchronized (this) {
                                return log(sub.topic).stream()
                                        .filter(entry -> entry.message().equals(letter.original()))
                                        .map(entry -> entry.namespace())
                                        .findFirst()
                                        .orElse("default");
                            }
                        }
                    };
                }));
    }

    private static Mutant inNamespace(String name, BiFunction<Sub, DeadLetter, String> namespace) {
        return Mutant.shared("DUR-05", name, "namespace", () -> new Engine() {
            @Override
            protected String namespace(Sub sub, DeadLetter letter) {
                return namespace.apply(sub, letter);
            }
        });
    }

    private static List<Mutant> letters() {
        return List.of(
                Mutant.shared(
                        "DUR-05",
                        "puts the whole of a long error message into a dead letter",
                        "10",
                        () -> new Engine() {
                            @Override
                            protected DeadLetter letter(Sub sub, Message message, Throwable failure) {
                                DeadLetter right = super.letter(sub, message, failure);
                                return withMessage(
                                        right,
                                        failure.getMessage() == null ? right.errorMessage() : failure.getMessage());
                            }
                        }),
                Mutant.shared(
                        "DUR-05", "leaves out an error message that is too long", "characters", () -> new Engine() {
                            @Override
                            protected DeadLetter letter(Sub sub, Message message, Throwable failure) {
                                DeadLetter right = super.letter(sub, message, failure);
                                return right.errorMessage().length() < 4_000 ? right : withMessage(right, "too long");
                            }
                        }),
                Mutant.shared(
                                "DUR-05",
                                "moves the position, and stores the dead letter a moment later",
                                "dead letters",
                                () -> new Engine() {
                                    @Override
                                    protected void failed(Sub sub, Item item, Throwable failure) {
                                        settle(sub, item);
                                        Faults.later(() -> storeDeadLetter(sub, item.message(), failure));
                                    }
                                })
                        .perhapsBreaking("some look for dead letters at once", "DUR-06", "DUR-10"),
                Mutant.shared("DUR-05", "delivers dead letters to nobody", "receives", () -> new Engine() {
                            @Override
                            protected void storeDeadLetter(Sub sub, Message message, Throwable failure) {
                                if (!DeadLetter.isDeadLetterTopic(sub.topic)) {
                                    DeadLetter letter = letter(sub, message, failure);
                                    Message stored = letter.toMessage(nextId());
                                    storeOnly(
                                            (EngineBackend) sub.instance,
                                            namespace(sub, letter),
                                            stored.topics().get(0),
                                            stored);
                                }
                            }
                        })
                        .alsoBreaking("it subscribes to dead letters", "DUR-06"));
    }

    private static DeadLetter withMessage(DeadLetter letter, String message) {
        return new DeadLetter(
                letter.backend(),
                letter.clientId(),
                letter.originalTopic(),
                letter.original(),
                letter.errorType(),
                message);
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.shared(
                                "DUR-05",
                                "makes a dead letter of what fails as its client leaves",
                                "receives",
                                () -> new Engine() {
                                    @Override
                                    protected void abandoned(Sub sub, Item item) {
                                        failed(sub, item, new IllegalStateException("failed as its client left"));
                                    }
                                })
                        .alsoBreaking("a client leaves with a requeued message", "DUR-10")
                        .alsoBreaking("a claim fails after it was taken over", "DUR-04"),
                Mutant.shared(
                                "DUR-05",
                                "counts what fails as its client leaves as handled",
                                "receives",
                                () -> new Engine() {
                                    @Override
                                    protected void abandoned(Sub sub, Item item) {
                                        settle(sub, item);
                                    }
                                })
                        .alsoBreaking("a client leaves with a requeued message", "DUR-10")
                        .alsoBreaking("a claim fails after it was taken over", "DUR-04"),
                Mutant.shared("DUR-05", "moves the position before the handler runs", "receives", () -> new Engine() {
                            @Override
                            protected void taken(Sub sub, Item item) {
                                super.taken(sub, item);
                                if (sub.isDurable()) {
                                    settle(sub, item);
                                }
                            }
                        })
                        .alsoBreaking("a client leaves with a requeued message", "DUR-10")
                        .alsoBreaking("it looks at the list while a handler runs", "DUR-11")
                        .alsoBreaking("a claim fails after it was taken over", "DUR-04"));
    }
}
