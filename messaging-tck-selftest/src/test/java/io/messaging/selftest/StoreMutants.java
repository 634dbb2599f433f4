package io.messaging.selftest;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Storing goes wrong: RD-12, RD-13, RD-15 to RD-17, RD-27. */
final class StoreMutants {
    private StoreMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(equalMessages());
        all.addAll(conflicts());
        all.addAll(byId());
        all.addAll(namespaces());
        all.addAll(severalTopics());
        all.addAll(async());
        return all;
    }

    private static boolean has(MessagingBackend backend, String topic, GemstoneId id) {
        return backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(id));
    }

    private static List<Mutant> equalMessages() {
        return List.of(
                Mutant.shared("RD-12", "stores an equal message twice", "repeated (", () -> {
                    Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                    Map<String, Set<GemstoneId>> seen = new ConcurrentHashMap<>();
                    return correct ->
                            new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (!seen.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                        .add(message.id())) {
                                    again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                            .add(message);
                                }
                            })) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    List<Message> all = new ArrayList<>(super.getMessagesForTopic(topic));
                                    all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                                    all.sort(Comparator.comparing(Message::id));
                                    return all;
                                }
                            };
                }),
                Mutant.shared("RD-12", "delivers an equal message again", "repeated (", () -> {
                    Deliveries handlers = new Deliveries();
                    return correct -> Faults.stores(handlers.noting(correct), (backend, namespace, topic, message) -> {
                        boolean again = message != null
                                && topic != null
                                && !topic.isBlank()
                                && has(backend, topic, message.id());
                        backend.storeMessage(namespace, topic, message);
                        if (again) {
                            handlers.deliver(topic, message);
                        }
                    });
                }),
                Mutant.of(
                        "RD-12",
                        "compares the bytes of equal messages",
                        "RejectedMessageException",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            for (Message stored :
                                    message == null ? List.<Message>of() : backend.getMessagesForTopic(topic)) {
                                if (stored.id().equals(message.id())
                                        && !stored.toJson().equals(message.toJson())) {
                                    throw new RejectedMessageException("other bytes");
                                }
                            }
                            backend.storeMessage(namespace, topic, message);
                        })),
                Mutant.of(
                        "RD-12",
                        "refuses an equal message",
                        "RejectedMessageException",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (message != null
                                    && !message.fieldsByName().containsKey("thread")
                                    && has(backend, topic, message.id())) {
                                throw new RejectedMessageException("stored already");
                            }
                            backend.storeMessage(namespace, topic, message);
                        })),
                Mutant.shared("RD-12", "looks for an equal message, and stores, in two steps", "repeated (", () -> {
                    Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                    return correct ->
                            new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                boolean found = message == null || has(backend, topic, message.id());
                                Thread.yield();
                                boolean foundNow = message == null || has(backend, topic, message.id());
                                backend.storeMessage(namespace, topic, message);
                                if (!found && foundNow) {
                                    again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                            .add(message);
                                }
                            })) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    List<Message> all = new ArrayList<>(super.getMessagesForTopic(topic));
                                    all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                                    all.sort(Comparator.comparing(Message::id));
                                    return all;
                                }
                            };
                }),
                Mutant.shared(
                        "RD-12", "moves an equal message to the end of what a new client gets", "another order", () -> {
                            Map<String, List<Message>> seen = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        List<Message> moved =
                                                seen.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                                        moved.add(message);
                                    }),
                                    (topic, handler, options) -> {
                                        List<Message> all = seen.getOrDefault(topic, List.of());
                                        List<Message> first = new ArrayList<>(new java.util.LinkedHashSet<>(all));
                                        List<Message> last = new ArrayList<>(all);
                                        java.util.Collections.reverse(last);
                                        last = new ArrayList<>(new java.util.LinkedHashSet<>(last));
                                        java.util.Collections.reverse(last);
                                        List<Message> order = last;
                                        return message -> {
                                            int index = first.indexOf(message);
                                            handler.onMessage(index < 0 ? message : order.get(index));
                                        };
                                    });
                        }));
    }

    private static List<Mutant> conflicts() {
        return List.of(
                conflict("refuses no other message under a stored id", "no exception", (m, stored) -> true),
                conflict(
                        "compares the payload alone",
                        "differs in sender",
                        (m, stored) -> m.payload().equals(stored.payload())),
                conflict(
                        "does not compare the ttl",
                        "differs in ttl",
                        (m, stored) -> m.toBuilder()
                                .ttlSeconds(5)
                                .build()
                                .equals(stored.toBuilder().ttlSeconds(5).build())),
                conflict(
                        "does not compare fields that it does not know",
                        "differs in an unknown field",
                        (m, stored) -> m.payload().equals(stored.payload())
                                && m.sender().equals(stored.sender())
                                && m.format().equals(stored.format())
                                && m.ttlSeconds().equals(stored.ttlSeconds())
                                && m.thread().equals(stored.thread())
                                && m.fieldsByName().containsKey("unknown")),
                Mutant.of(
                        "RD-13",
                        "refuses another message with an argument exception",
                        "throws RejectedMessageException",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                try {
                                    super.storeMessage(namespace, topic, message);
                                } catch (RejectedMessageException e) {
                                    if (e.getMessage().contains("different message")) {
                                        throw new IllegalArgumentException(e);
                                    }
                                    throw e;
                                }
                            }
                        }),
                Mutant.shared("RD-13", "lets the last of two messages stand", "no exception", () -> {
                    Map<String, Map<GemstoneId, Message>> replaced = new ConcurrentHashMap<>();
                    return correct -> Faults.reads(
                            new Delegate(correct) {
                                @Override
                                public void storeMessage(String namespace, String topic, Message message) {
                                    try {
                                        super.storeMessage(namespace, topic, message);
                                    } catch (RejectedMessageException e) {
                                        if (!e.getMessage().contains("different message")) {
                                            throw e;
                                        }
                                        replaced.computeIfAbsent("", t -> new ConcurrentHashMap<>())
                                                .put(message.id(), message);
                                    }
                                }
                            },
                            message -> replaced.getOrDefault("", Map.of()).getOrDefault(message.id(), message));
                }),
                Mutant.shared(
                        "RD-13",
                        "refuses another message and replaces the first all the same",
                        "the first message stands",
                        () -> {
                            Map<GemstoneId, Message> replaced = new ConcurrentHashMap<>();
                            return correct -> Faults.reads(
                                    new Delegate(correct) {
                                        @Override
                                        public void storeMessage(String namespace, String topic, Message message) {
                                            try {
                                                super.storeMessage(namespace, topic, message);
                                            } catch (RejectedMessageException e) {
                                                if (e.getMessage().contains("different message")) {
                                                    replaced.put(message.id(), message);
                                                }
                                                throw e;
                                            }
                                        }
                                    },
                                    message -> replaced.getOrDefault(message.id(), message));
                        }),
                Mutant.shared("RD-13", "delivers what it refuses", "repeated (", () -> {
                    Deliveries handlers = new Deliveries();
                    return correct -> new Delegate(handlers.noting(correct)) {
                        @Override
                        public void storeMessage(String namespace, String topic, Message message) {
                            try {
                                super.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException e) {
                                if (e.getMessage().contains("different message")) {
                                    handlers.deliver(topic, message);
                                }
                                throw e;
                            }
                        }
                    };
                }));
    }

    private interface Same {
        boolean test(Message message, Message stored);
    }

    /** Takes another message for the stored one, says nothing, and leaves the first. */
    private static Mutant conflict(String name, String telling, Same same) {
        return Mutant.of("RD-13", name, telling, correct -> new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                for (Message stored : message == null ? List.<Message>of() : super.getMessagesForTopic(topic)) {
                    if (stored.id().equals(message.id()) && same.test(message, stored)) {
                        return;
                    }
                }
                super.storeMessage(namespace, topic, message);
            }
        });
    }

    private static List<Mutant> byId() {
        return List.of(
                Mutant.of("RD-15", "has null for an unknown id", "null among them", correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                super.getMessagesById(namespace, ids);
                                Message[] found = new Message[ids.size()];
                                for (int i = 0; i < found.length; i++) {
                                    List<Message> one = super.getMessagesById(namespace, List.of(ids.get(i)));
                                    found[i] = one.isEmpty() ? null : one.get(0);
                                }
                                return Arrays.asList(found);
                            }
                        })
                        .alsoBreaking(
                                "they ask for what is not there, too", "RD-02", "RD-16", "RD-21", "RD-25", "LIFE-04"),
                Mutant.of(
                                "RD-15",
                                "throws for an unknown id",
                                "NoSuchElementException",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                        List<Message> found = super.getMessagesById(namespace, ids);
                                        if (found.size() < ids.size()) {
                                            throw new java.util.NoSuchElementException("not all are there");
                                        }
                                        return found;
                                    }
                                })
                        .alsoBreaking(
                                "they ask for what is not there, too",
                                "RD-02",
                                "RD-16",
                                "RD-21",
                                "RD-25",
                                "CON-02",
                                "LIFE-04"),
                Mutant.of("RD-15", "answers a repeated id once", "of a repeated id", correct -> new Delegate(correct) {
                    @Override
                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                        return super.getMessagesById(namespace, ids).stream()
                                .distinct()
                                .toList();
                    }
                }),
                Mutant.of(
                        "RD-15",
                        "stops at the first unknown id",
                        "with unknown ids among known ones",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                List<Message> found = new ArrayList<>();
                                super.getMessagesById(namespace, ids);
                                for (GemstoneId id : ids) {
                                    List<Message> one = super.getMessagesById(namespace, List.of(id));
                                    if (one.isEmpty()) {
                                        return found;
                                    }
                                    found.addAll(one);
                                }
                                return found;
                            }
                        }),
                Mutant.of(
                        "RD-15",
                        "throws for an empty request",
                        "wrong number of arguments",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                List<Message> found = super.getMessagesById(namespace, ids);
                                if (ids.isEmpty()) {
                                    throw new MessagingException("wrong number of arguments for 'mget'");
                                }
                                return found;
                            }
                        }),
                Mutant.shared("RD-15", "answers an empty request with everything", "of no ids", () -> {
                    Map<String, Queue<GemstoneId>> ids = new ConcurrentHashMap<>();
                    return correct ->
                            new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                ids.computeIfAbsent(namespace, n -> new ConcurrentLinkedQueue<>())
                                        .add(message.id());
                            })) {
                                @Override
                                public List<Message> getMessagesById(String namespace, List<GemstoneId> asked) {
                                    List<Message> found = super.getMessagesById(namespace, asked);
                                    return asked.isEmpty() && ids.containsKey(namespace)
                                            ? super.getMessagesById(namespace, List.copyOf(ids.get(namespace)))
                                            : found;
                                }
                            };
                }));
    }

    private static List<Mutant> namespaces() {
        return List.of(
                Mutant.of(
                        "RD-16",
                        "knows one namespace only",
                        "getMessagesById of namespace",
                        correct -> Faults.stores(
                                new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                        super.getMessagesById(namespace, ids);
                                        return super.getMessagesById("all", ids);
                                    }
                                },
                                (backend, namespace, topic, message) -> backend.storeMessage(
                                        namespace == null
                                                        || namespace.isBlank()
                                                        || namespace.contains("\ud83d")
                                                                && !namespace.contains("\ud83d\ude80")
                                                        || namespace.equals("\ude80")
                                                ? namespace
                                                : "all",
                                        topic,
                                        message))),
                Mutant.shared(
                        "RD-16",
                        "looks in other namespaces when its own has no such id",
                        "that nothing was stored in",
                        () -> {
                            Set<String> names = ConcurrentHashMap.newKeySet();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        names.add(namespace);
                                    })) {
                                        @Override
                                        public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                            List<Message> found = super.getMessagesById(namespace, ids);
                                            return !found.isEmpty() || ids.isEmpty()
                                                    ? found
                                                    : names.stream()
                                                            .map(name -> super.getMessagesById(name, ids))
                                                            .filter(list -> !list.isEmpty())
                                                            .findFirst()
                                                            .orElse(found);
                                        }
                                    };
                        }),
                namespaceNames(
                        "joins namespace and topic with a colon",
                        name -> name.split(":")[0]
                                + name.substring(Math.min(name.length(), name.split(":")[0].length()))
                                        .replace(":x", "")),
                namespaceNames("ignores the case of namespaces", name -> name.toLowerCase(java.util.Locale.ROOT)),
                namespaceNames("trims namespaces", String::strip));
    }

    private static Mutant namespaceNames(String name, java.util.function.UnaryOperator<String> change) {
        java.util.function.UnaryOperator<String> safe =
                text -> text == null || text.isBlank() ? text : change.apply(text);
        return Mutant.of("RD-16", name, "getMessagesById of namespace", correct -> new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                super.storeMessage(safe.apply(namespace), topic, message);
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return super.storeMessageAsync(safe.apply(namespace), topic, message);
            }

            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return super.getMessagesById(safe.apply(namespace), ids);
            }
        });
    }

    private static List<Mutant> severalTopics() {
        return List.of(
                Mutant.shared("RD-17", "keeps a message in its first topic only", "missing (1)", () -> {
                            Map<GemstoneId, String> first = new ConcurrentHashMap<>();
                            return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                if (message == null
                                        || topic == null
                                        || namespace == null
                                        || topic.equals(first.computeIfAbsent(message.id(), id -> topic))
                                        || !backend.getMessagesById(namespace, List.of(message.id())).stream()
                                                .allMatch(message::equals)) {
                                    backend.storeMessage(namespace, topic, message);
                                }
                            });
                        })
                        .alsoBreaking("they store one id in several namespaces, and so topics", "RD-16"),
                Mutant.shared("RD-17", "refuses a message in a second topic", "RejectedMessageException", () -> {
                    Map<String, String> first = new ConcurrentHashMap<>();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        if (message != null
                                && topic != null
                                && namespace != null
                                && !topic.equals(first.computeIfAbsent(namespace + message.id(), id -> topic))
                                && !topic.isBlank()) {
                            throw new RejectedMessageException("in another topic already");
                        }
                        backend.storeMessage(namespace, topic, message);
                    });
                }),
                Mutant.shared("RD-17", "delivers a message in its first topic only", "receives", () -> {
                    Map<GemstoneId, String> first = new ConcurrentHashMap<>();
                    return correct -> Faults.handlers(correct, (topic, handler, options) -> message -> {
                        if (topic.equals(first.computeIfAbsent(message.id(), id -> topic))) {
                            handler.onMessage(message);
                        }
                    });
                }),
                Mutant.shared("RD-17", "finds a message by id once for each of its topics", "repeated (", () -> {
                    Map<String, Set<String>> topics = new ConcurrentHashMap<>();
                    return correct ->
                            new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                topics.computeIfAbsent(namespace + message.id(), id -> ConcurrentHashMap.newKeySet())
                                        .add(topic);
                            })) {
                                @Override
                                public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                    List<Message> all = new ArrayList<>();
                                    for (Message found : super.getMessagesById(namespace, ids)) {
                                        topics.getOrDefault(namespace + found.id(), Set.of(""))
                                                .forEach(topic -> all.add(found));
                                    }
                                    return all;
                                }
                            };
                }),
                Mutant.shared(
                        "RD-17",
                        "takes a message out of its first namespace when a second gets it",
                        "in namespace",
                        () -> {
                            Map<GemstoneId, String> last = new ConcurrentHashMap<>();
                            Map<GemstoneId, Message> messages = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        if (message.equals(messages.putIfAbsent(message.id(), message))
                                                || !last.containsKey(message.id())) {
                                            last.put(message.id(), namespace);
                                        }
                                    })) {
                                        @Override
                                        public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                            return super.getMessagesById(namespace, ids).stream()
                                                    .filter(m -> !m.equals(messages.get(m.id()))
                                                            || last.getOrDefault(m.id(), namespace)
                                                                    .equals(namespace))
                                                    .toList();
                                        }
                                    };
                        }));
    }

    private static List<Mutant> async() {
        return List.of(
                Mutant.shared(
                                "RD-27",
                                "stores async on any thread of a pool",
                                "rd27_",
                                () -> correct -> new Delegate(correct) {
                                    @Override
                                    public CompletableFuture<Void> storeMessageAsync(
                                            String namespace, String topic, Message message) {
                                        if (!Faults.valid(namespace, topic, message)) {
                                            return super.storeMessageAsync(namespace, topic, message);
                                        }
                                        super.getMessagesForTopic(topic);
                                        super.loadSubscribers(namespace);
                                        CompletableFuture<Void> done = new CompletableFuture<>();
                                        CompletableFuture.runAsync(() -> {
                                                    if (ThreadLocalRandom.current()
                                                                    .nextInt(4)
                                                            == 0) {
                                                        Thread.yield();
                                                    }
                                                    correct.storeMessageAsync(namespace, topic, message)
                                                            .whenComplete((ok, failure) -> {
                                                                if (failure == null) {
                                                                    done.complete(null);
                                                                } else {
                                                                    done.completeExceptionally(failure);
                                                                }
                                                            });
                                                })
                                                .exceptionally(failure -> {
                                                    done.completeExceptionally(failure.getCause());
                                                    return null;
                                                });
                                        return done;
                                    }
                                })
                        .alsoBreaking(
                                "its blocked subscriber is fed with async stores, and it compares their order",
                                "SUB-12"),
                async(
                        "fails async with another exception",
                        "throws RejectedMessageException",
                        (future, failure) -> future.completeExceptionally(new IllegalStateException(failure))),
                async(
                        "swallows what goes wrong with an async store",
                        "no exception",
                        (future, failure) -> future.complete(null)),
                async(
                        "never tells what goes wrong with an async store",
                        "every future of storeMessageAsync completes",
                        (future, failure) -> {}),
                Mutant.of(
                        "RD-27",
                        "throws at once what an async store should tell later",
                        "RejectedMessageException",
                        correct -> new Delegate(correct) {
                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                CompletableFuture<Void> future = super.storeMessageAsync(namespace, topic, message);
                                if (future.isCompletedExceptionally()) {
                                    try {
                                        future.join();
                                    } catch (java.util.concurrent.CompletionException e) {
                                        if (e.getCause() instanceof RejectedMessageException cause) {
                                            throw cause;
                                        }
                                    }
                                }
                                return future;
                            }
                        }),
                Mutant.shared("RD-27", "drops async stores after one that was refused", "missing (1)", () -> {
                    Set<String> broken = ConcurrentHashMap.newKeySet();
                    return correct -> new Delegate(correct) {
                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            if (topic != null && broken.contains(topic)) {
                                return CompletableFuture.completedFuture(null);
                            }
                            CompletableFuture<Void> future = super.storeMessageAsync(namespace, topic, message);
                            if (future.isCompletedExceptionally() && !isClosed()) {
                                broken.add(topic);
                            }
                            return future;
                        }

                        private boolean isClosed() {
                            try {
                                super.getMessagesForTopic("t");
                                return false;
                            } catch (MessagingException e) {
                                return true;
                            }
                        }
                    };
                }),
                Mutant.shared("RD-27", "lets a plain store overtake the async ones before it", "missing", () -> {
                    Map<Thread, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public CompletableFuture<Void> storeMessageAsync(
                                String namespace, String topic, Message message) {
                            super.loadSubscribers("n");
                            if (!Faults.valid(namespace, topic, message)) {
                                return super.storeMessageAsync(namespace, topic, message);
                            }
                            CompletableFuture<Void> before =
                                    last.getOrDefault(Thread.currentThread(), CompletableFuture.completedFuture(null));
                            CompletableFuture<Void> mine = before.handle((ok, failure) -> null)
                                    .thenComposeAsync(nothing -> {
                                        java.util.concurrent.locks.LockSupport.parkNanos(20_000);
                                        return correct.storeMessageAsync(namespace, topic, message);
                                    });
                            last.put(Thread.currentThread(), mine);
                            return mine;
                        }
                    };
                }));
    }

    private interface Outcome {
        void tell(CompletableFuture<Void> future, Throwable failure);
    }

    private static Mutant async(String name, String telling, Outcome outcome) {
        return Mutant.of("RD-27", name, telling, correct -> new Delegate(correct) {
            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                CompletableFuture<Void> told = new CompletableFuture<>();
                super.storeMessageAsync(namespace, topic, message).whenComplete((ok, failure) -> {
                    if (failure instanceof RejectedMessageException) {
                        outcome.tell(told, failure);
                    } else if (failure != null) {
                        told.completeExceptionally(failure);
                    } else {
                        told.complete(null);
                    }
                });
                return told;
            }
        });
    }
}
