package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Names of topics are changed, mixed up or refused: RD-18, RD-19, SUB-13. */
final class NameMutants {
    private NameMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(alike());
        all.addAll(hostile());
        return all;
    }

    private static List<Mutant> alike() {
        return List.of(
                alike("trims topic names", String::strip),
                alike("ignores the case of topic names", name -> name.toLowerCase(Locale.ROOT))
                        .alsoBreaking(PARTS, "DUR-05", "SUB-14"),
                alike("normalises topic names", name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
                alike("takes dots for underscores", name -> name.replace('.', '_')),
                alike("takes colons for slashes", name -> name.replace(':', '/'))
                        .alsoBreaking(PARTS, "DUR-05", "DUR-06", "SUB-14"),
                alike("takes runs of spaces for one", name -> name.replaceAll(" +", " ")),
                alike("decodes percent signs in names", name -> name.replace("%2E", ".")),
                alike("cuts names at 255 characters", name -> name.substring(0, Math.min(255, name.length())))
                        .alsoBreaking("it cuts a character in two", "RD-19"),
                alike(
                        "cuts names at a line break",
                        name -> name.split("\n", 2)[0].isEmpty() ? name : name.split("\n", 2)[0]),
                alike("cuts names at NUL", name -> name.split("\u0000", 2)[0]),
                alike("keeps names in ASCII", name -> name.replaceAll("[^\\x00-\\x7f]", "?")),
                alike("keeps names in ASCII, others left out", name -> name.replaceAll("[\\x7f-\\uffff]", "")),
                alike("knows topics by a hash of their names", name -> name.hashCode() + ":" + name.length())
                        .alsoBreaking(PARTS, "DUR-05", "DUR-06", "SUB-14"),
                alike("removes backslashes from names", name -> name.replace("\\", ""))
                        .alsoBreaking("of a name that is nothing else nothing is left", "RD-19"),
                alike("removes dots at the end of names", name -> name.replaceAll("\\.$", ""))
                        .alsoBreaking("of a name that is nothing else nothing is left", "RD-19"),
                alike("takes topics for parts of a path", name -> name.replaceAll("\\.\\.+", ".")));
    }

    /** SUB-13 has names of these kinds on purpose. */
    private static Mutant alike(String name, UnaryOperator<String> change) {
        return Mutant.of("RD-18", name, "topic '", correct -> Faults.topics(correct, change));
    }

    private static final String PARTS = "the name's parts have a meaning there";

    private static List<Mutant> hostile() {
        return List.of(
                Mutant.of(
                                "RD-19",
                                "refuses names with line breaks",
                                "line break",
                                correct -> Faults.topics(correct, name -> {
                                    if (name.contains("\n") && !name.isBlank()) {
                                        throw new IllegalArgumentException("a line break in " + name);
                                    }
                                    return name;
                                }))
                        .alsoBreaking("one of its names ends with a line break", "RD-18"),
                Mutant.of(
                                "RD-19",
                                "refuses names of more than 255 characters",
                                "too long",
                                correct -> Faults.topics(correct, name -> {
                                    if (name.length() > 255) {
                                        throw new IllegalArgumentException("too long");
                                    }
                                    return name;
                                }))
                        .alsoBreaking("some of its names are long", "RD-18"),
                Mutant.of("RD-19", "refuses namespaces with slashes", "InvalidPath", correct -> new Delegate(correct) {
                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        if (namespace != null && namespace.contains("/")) {
                            throw new io.messaging.backend.MessagingException("InvalidPath");
                        }
                        super.storeMessage(namespace, topic, message);
                    }
                }),
                Mutant.of(
                        "RD-19",
                        "decodes names that begin like its protocol",
                        "JSON:",
                        correct -> Faults.topics(
                                correct, name -> name.startsWith("JSON:") && name.length() > 5 ? "decoded" : name)),
                Mutant.of(
                        "RD-19",
                        "subscribes under a name that it has quoted",
                        "the subscription's topic",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                    @Override
                                    public String topic() {
                                        return super.topic().replace("\"", "\\\"");
                                    }
                                };
                            }
                        }),
                Mutant.of(
                        "RD-19",
                        "reads a pattern where a topic has a star",
                        "topic '",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopic(String topic) {
                                List<Message> found = super.getMessagesForTopic(topic);
                                return topic.endsWith("*") && topic.length() > 1
                                        ? super.getMessagesForTopic(topic.substring(0, topic.length() - 1) + ".*")
                                        : found;
                            }
                        }),
                Mutant.of(
                        "RD-19",
                        "cannot spell half of the planes in a namespace",
                        "getMessagesById of namespace",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                return super.getMessagesById(
                                        namespace == null || namespace.isBlank()
                                                ? namespace
                                                : namespace.replace("\ud83d\ude80", "?"),
                                        ids);
                            }
                        }),
                subscribed(
                                "SUB-13",
                                "delivers to the topics that a topic begins with",
                                (own, stored) -> stored.startsWith(own))
                        .perhapsBreaking("some of their names begin alike", "RD-18"),
                subscribed(
                        "SUB-13",
                        "takes a star in a subscribed topic for a pattern",
                        (own, stored) -> own.contains("*")
                                && stored.matches(
                                        java.util.regex.Pattern.quote(own).replace("*", "\\E.*\\Q"))),
                subscribed(
                        "SUB-13",
                        "takes > in a subscribed topic for a pattern",
                        (own, stored) -> own.endsWith(".>") && stored.startsWith(own.substring(0, own.length() - 1))),
                subscribed("RD-18", "ignores case when it delivers", String::equalsIgnoreCase),
                Mutant.shared("SUB-13", "delivers to the topics that a message names", "extra", () -> {
                    Deliveries deliveries = new Deliveries();
                    return correct ->
                            Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                message.topics().stream()
                                        .filter(named -> !named.equals(topic))
                                        .forEach(named -> deliveries.deliver(named, message));
                            });
                }));
    }

    private interface Match {
        boolean test(String own, String stored);
    }

    private static Mutant subscribed(String rule, String name, Match match) {
        return Mutant.shared(rule, name, "extra", () -> {
            Deliveries deliveries = new Deliveries();
            return correct -> Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                backend.storeMessage(namespace, topic, message);
                deliveries.topics().stream()
                        .filter(own -> !own.equals(topic) && match.test(own, topic))
                        .forEach(own -> deliveries.deliver(own, message));
            });
        });
    }
}
