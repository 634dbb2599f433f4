package io.messaging.redis.python;

import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import io.messaging.redis.connection.RedisLink;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Reads messages of Python and Java programs. Thread-safe. */
public final class PythonReader {
    private static final System.Logger LOGGER = SafeLog.of(PythonReader.class);
    private static final int PAGE = 128;
    private static final int ALL = -1;
    private static final String FIRST = "-inf";
    private static final String LAST = "+inf";

    private static final Comparator<GemstoneId> CHRONOLOGICAL_IDS =
            Comparator.comparingLong(GemstoneId::chronologicalKey).thenComparing(Comparator.naturalOrder());

    static final Comparator<Message> CHRONOLOGICAL = Comparator.comparing(Message::id, CHRONOLOGICAL_IDS);

    private final RedisLink link;
    private final PythonNames names;

    public PythonReader(RedisLink link, String prefix) {
        this.link = link;
        this.names = new PythonNames(prefix);
    }

    /** Returns a topic's messages after an id, zero for all, in id order; the list belongs to the caller. */
    public List<Message> since(String topic, GemstoneId since) {
        boolean all = since.bits() == 0;
        List<Message> messages = new ArrayList<>();
        for (Message message : read(topic, all ? FIRST : Long.toString(since.epochMillis()), LAST, 0, ALL)) {
            if ((all || message.id().chronologicalKey() > since.chronologicalKey()) && isAlive(topic, message)) {
                messages.add(message);
            }
        }
        messages.sort(Comparator.comparing(Message::id));
        return messages;
    }

    /** Returns the unexpired messages of a topic, in no particular order. */
    List<Message> all(String topic) {
        return read(topic, FIRST, LAST, 0, ALL).stream()
                .filter(message -> isAlive(topic, message))
                .toList();
    }

    /** Returns the chronologically next message after an id. */
    public Optional<Message> next(String topic, GemstoneId since) {
        String from = Long.toString(since.epochMillis());
        for (int offset = 0; ; offset += PAGE) {
            List<Message> page = read(topic, from, LAST, offset, PAGE);
            Optional<Message> next = first(topic, page, since);
            if (next.isPresent()) {
                // The page may have ended within this millisecond, whose messages are in no order.
                String millis = Long.toString(next.get().timestampMillis());
                return first(topic, read(topic, millis, millis, 0, ALL), since);
            }
            if (page.isEmpty()) {
                return Optional.empty();
            }
        }
    }

    /** Returns what {@link #next} would visit, up to a limit, or until so many bytes are reached; the caller's own. */
    public List<Message> page(String topic, GemstoneId since, int limit, long maxBytes) {
        List<Message> page = new ArrayList<>();
        GemstoneId last = since;
        long bytes = 0;
        while (page.size() < limit && bytes < maxBytes) {
            List<Message> later = laterMessages(topic, last);
            if (later.isEmpty()) {
                return page;
            }
            for (Message message : later) {
                last = message.id();
                if (page.size() < limit && bytes < maxBytes && isAlive(topic, message)) {
                    page.add(message);
                    bytes += message.jsonLength();
                }
            }
        }
        return page;
    }

    /** Returns messages after an id in chronological order, expired ones too: whole milliseconds, and at least one. */
    private List<Message> laterMessages(String topic, GemstoneId since) {
        String from = Long.toString(since.epochMillis());
        List<Message> later = new ArrayList<>();
        for (int offset = 0, size = PAGE; later.isEmpty() && size == PAGE; offset += PAGE) {
            List<byte[]> jsons = range(topic, from, LAST, offset, PAGE);
            size = jsons.size();
            later = later(parsed(topic, jsons), since);
            if (size == PAGE && !later.isEmpty()) {
                // The page may have ended within this millisecond, whose messages are in no order.
                long lastMillis = later.get(later.size() - 1).timestampMillis();
                String millis = Long.toString(lastMillis);
                later.removeIf(message -> message.timestampMillis() == lastMillis);
                later.addAll(later(read(topic, millis, millis, 0, ALL), since));
            }
        }
        return later;
    }

    private static List<Message> later(List<Message> messages, GemstoneId since) {
        return messages.stream()
                .filter(message -> since.bits() == 0 || CHRONOLOGICAL_IDS.compare(message.id(), since) > 0)
                .sorted(CHRONOLOGICAL)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Optional<Message> first(String topic, List<Message> messages, GemstoneId since) {
        return messages.stream()
                .filter(message -> CHRONOLOGICAL_IDS.compare(message.id(), since) > 0)
                .sorted(CHRONOLOGICAL)
                .filter(message -> isAlive(topic, message))
                .findFirst();
    }

    private List<Message> read(String topic, String fromScore, String toScore, int offset, int limit) {
        return parsed(topic, range(topic, fromScore, toScore, offset, limit));
    }

    private List<byte[]> range(String topic, String fromScore, String toScore, int offset, int limit) {
        return link.call(() -> link.byScore(topic, fromScore, toScore, offset, limit));
    }

    private static List<Message> parsed(String topic, List<byte[]> jsons) {
        List<Message> messages = new ArrayList<>();
        for (byte[] json : jsons) {
            try {
                messages.add(Message.fromJson(json));
            } catch (InvalidMessageException e) {
                LOGGER.log(Level.WARNING, () -> "topic '" + topic + "' contains something that is not a message", e);
            }
        }
        return messages;
    }

    /** The life of a Python program's message starts at its own timestamp: its storing time is unknown. */
    boolean isAlive(String topic, Message message) {
        if (message.ttlSeconds().isEmpty()) {
            return true;
        }
        Double noted =
                link.call(() -> link.commands().zscore(names.expiring(), PythonNames.expiryNote(topic, message)));
        double end = noted != null
                ? noted
                : message.timestampMillis() + 1_000.0 * message.ttlSeconds().getAsLong();
        return System.currentTimeMillis() < end;
    }

    /**
     * Returns which published messages are stored in the topic. Channels belong to the whole server, topics to a
     * database, so a message may be stored in the topic of the same name in another database.
     */
    List<Boolean> areStored(String topic, List<Message> published) {
        if (link.isCluster()) {
            return Collections.nCopies(published.size(), true); // there is only one database
        }
        return link
                .call(() -> RedisLink.all(published.stream()
                        .map(message -> link.send(() -> link.commands().zscore(topic, message.toJsonBytes())))
                        .toList()))
                .stream()
                .map(Objects::nonNull)
                .toList();
    }

    /** Returns messages by id, in the given order; the list belongs to the caller. */
    public List<Message> byId(String namespace, List<GemstoneId> ids) {
        List<String> keys = ids.stream().map(id -> names.byId(namespace, id)).toList();
        List<Message> messages = new ArrayList<>();
        for (byte[] json : link.call(() -> link.texts(keys))) {
            if (json != null) {
                messages.add(Message.fromJson(json));
            }
        }
        return messages;
    }

    /** Counts a topic's messages, without blocking. */
    CompletionStage<Long> count(String topic) {
        return link.send(() -> link.commands().zcard(topic));
    }
}
