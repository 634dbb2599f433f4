package io.messaging.embedded.server.session;

import io.messaging.administration.Origin;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.CommandArguments;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.GroupJson;
import io.messaging.embedded.protocol.HttpRequest;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.SubscriberJson;
import io.messaging.embedded.protocol.TopicJson;
import io.messaging.embedded.protocol.Words;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.feed.Feeds;
import io.messaging.json.JsonText;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.StoreBatch;
import io.messaging.store.StoredList;
import io.messaging.store.durable.ClaimLostException;
import io.messaging.store.group.MemberLostException;
import io.messaging.store.log.LogException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Executes a session's commands on the store. Owned by the event loop. */
final class CommandRunner {
    private static final System.Logger LOGGER = SafeLog.of(CommandRunner.class);

    /** A list of this many messages is held for the time it takes to send, and there has to be room for it. */
    private static final int LARGE_LIST = 8 * 1024;

    private static final int REFERENCE_BYTES = 8;

    private final Session session;
    private final ServerCore core;
    private final Feeds feeds;
    private final Outbox outbox;
    private final StoreBatch batch;
    private final BufferBudget buffers;
    private final LineWriter replies;

    /** Whether something was stored that is not safe yet. */
    private boolean stored;

    CommandRunner(
            Session session, ServerCore core, Feeds feeds, Outbox outbox, StoreBatch batch, BufferBudget buffers) {
        this.session = session;
        this.core = core;
        this.feeds = feeds;
        this.outbox = outbox;
        this.batch = batch;
        this.buffers = buffers;
        this.replies = outbox.replies();
    }

    /** Returns whether something was stored since the last call that is not safe: the replies since then have to wait. */
    boolean takeStored() {
        boolean taken = stored;
        stored = false;
        return taken;
    }

    /** Answers a line, whatever is in it. */
    void run(Words words) {
        core.countCommand();
        try {
            if (words.count() == 0) {
                throw new ProtocolException(ErrorCode.INVALID, "empty line");
            }
            execute(words.command(), words);
        } catch (ProtocolException e) {
            if (e.code() == ErrorCode.UNKNOWN_COMMAND && HttpRequest.isPart(words)) {
                session.cut();
            } else {
                error(e.code(), e.getMessage());
            }
        } catch (RejectedMessageException e) {
            error(ErrorCode.REJECTED, e.getMessage());
        } catch (StoreFullException e) {
            error(ErrorCode.STORE_FULL, e.getMessage());
        } catch (LogException e) {
            error(ErrorCode.INTERNAL, e.getMessage());
        } catch (ClaimLostException e) {
            error(e.isTakenOver() ? ErrorCode.TAKEN_OVER : ErrorCode.FORGOTTEN, e.getMessage());
        } catch (MemberLostException e) {
            error(e.isForgotten() ? ErrorCode.FORGOTTEN : ErrorCode.MEMBER_LOST, e.getMessage());
        } catch (IllegalArgumentException e) {
            error(ErrorCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    /** The one list of commands: what is not here is unknown, and what is here does something. */
    private void execute(String name, Words words) throws ProtocolException {
        switch (name) {
            case "STORE_MESSAGE", "STORE_RAW" -> store(words);
            case "ACK" -> feeds.acknowledge(CommandArguments.acknowledge(words));
            case "NACK" -> feeds.fail(CommandArguments.fail(words));
            case "GET_MESSAGES" -> messages(CommandArguments.topic(words));
            case "GET_MESSAGES_SINCE" -> messagesSince(words);
            case "GET_NEXT" -> next(words);
            case "GET_PAGE" -> page(words);
            case "GET_MESSAGES_BY_ID" -> messagesById(words);
            case "PING" -> replies.word("PONG").end();
            case "PUBLISH" -> publish(words);
            case "SUBSCRIBE" -> subscribe(CommandArguments.topic(words));
            case "UNSUBSCRIBE" -> unsubscribe(CommandArguments.topic(words));
            case "ATTACH" -> attach(CommandArguments.attach(words));
            case "ATTACH_AFTER" -> attach(CommandArguments.attachAfter(words));
            case "ATTACH_PREFIX" -> attach(CommandArguments.attachPrefix(words));
            case "ATTACH_DURABLE" -> attach(CommandArguments.attachDurable(words));
            case "ATTACH_DURABLE_AFTER" -> attach(CommandArguments.attachDurableAfter(words));
            case "ATTACH_SHARED_AFTER" -> attach(CommandArguments.attachSharedAfter(words));
            case "ATTACH_SHARED" -> attach(CommandArguments.attachShared(words));
            case "SETTLE" -> feeds.settle(CommandArguments.subscription(words), CommandArguments.settled(words));
            case "FAIL" -> feeds.settle(CommandArguments.subscription(words), CommandArguments.failed(words));
            case "GIVE_BACK" ->
                feeds.giveBack(
                        CommandArguments.subscription(words),
                        CommandArguments.settled(words).token());
            case "DETACH" -> detach(CommandArguments.subscription(words), CommandArguments.begun(words));
            case "HELLO" -> hello(CommandArguments.version(words), CommandArguments.origin(words));
            case "LIST_SUBSCRIBERS" -> listSubscribers(words);
            case "LIST_ALL_SUBSCRIBERS" -> list("SUBSCRIBERS", core.subscribers(), SubscriberJson::tree);
            case "LIST_TOPICS" -> list("TOPICS", core.topics(), TopicJson::tree);
            case "LIST_CLIENTS" -> list("CLIENTS", core.durables().list(), SubscriberJson::tree);
            case "LIST_GROUPS" -> list("GROUPS", core.groups().list(), GroupJson::tree);
            case "FORGET_GROUP" -> forgetGroup(words);
            case "REQUEUE_GROUP" -> requeueGroup(words);
            case "FORGET" -> forget(words);
            case "REQUEUE" -> requeue(words);
            case "CLEAR" -> clear(words);
            case "AUTH" -> ok("AUTHENTICATED").end(); // no token is asked for, or not any more
            case "STATS" -> json("STATS", core.counts());
            default ->
                throw new ProtocolException(ErrorCode.UNKNOWN_COMMAND, "unknown command " + FailureText.name(name));
        }
    }

    private void json(String what, Object value) {
        byte[] json = JsonText.writeBytes(value);
        ok(what).encoded(json).end();
    }

    /** Begins a reply, which must be complete before anything can fail. */
    private LineWriter ok(String done) {
        return replies.word("OK").word(done);
    }

    /** Answers a line that was too long to read. */
    void tooLong(int maxLineBytes) {
        core.countCommand();
        error(
                ErrorCode.TOO_LONG,
                "the line is longer than " + maxLineBytes
                        + " bytes; send a smaller message, or start the server with a higher max_message_bytes");
    }

    void error(ErrorCode code, String text) {
        core.countError();
        LOGGER.log(Level.DEBUG, "answered ERROR {0} {1}", code, text);
        Replies.error(replies, code, text);
    }

    private void store(Words words) throws ProtocolException {
        CommandArguments.require(words, 3);
        core.storeMessage(
                batch,
                CommandArguments.namespace(words, 1),
                CommandArguments.topic(words, 2),
                CommandArguments.message(words, 3),
                CommandArguments.isAgain(words));
        stored |= !batch.isEmpty();
        ok("STORED").end();
    }

    private void messages(String topic) throws ProtocolException {
        requireRoomFor(core.store().count(topic));
        reply(core.store().listSince(topic, GemstoneId.ZERO));
    }

    private void messagesSince(Words words) throws ProtocolException {
        CommandArguments.require(words, 2);
        String topic = CommandArguments.topic(words);
        GemstoneId since = CommandArguments.id(words);
        requireRoomFor(core.store().count(topic));
        reply(core.store().listSince(topic, since));
    }

    private void next(Words words) throws ProtocolException {
        CommandArguments.require(words, 2);
        String topic = CommandArguments.topic(words);
        reply(core.store().listNext(topic, CommandArguments.id(words)));
    }

    private void page(Words words) throws ProtocolException {
        CommandArguments.require(words, 3);
        String topic = CommandArguments.topic(words);
        int limit = CommandArguments.limit(words, 3);
        requireRoomFor(Math.min(limit, core.store().count(topic)));
        reply(core.store()
                .listPage(topic, CommandArguments.id(words), limit, CommandArguments.optionalLimit(words, 4)));
    }

    private void messagesById(Words words) throws ProtocolException {
        CommandArguments.require(words, 2);
        String namespace = CommandArguments.namespace(words, 1);
        reply(core.store().listById(namespace, CommandArguments.ids(words.text(2))));
    }

    private void publish(Words words) throws ProtocolException {
        CommandArguments.require(words, 2);
        String topic = CommandArguments.topic(words);
        ByteBuffer word = words.decoded(2);
        byte[] text = new byte[word.remaining()];
        word.get(text);
        ok(Integer.toString(core.registry().publish(topic, text))).end();
    }

    private void subscribe(String topic) throws ProtocolException {
        feeds.subscribe(topic);
        ok("SUBSCRIBED").text(topic).end();
        outbox.sendBeforeMessages();
    }

    private void unsubscribe(String topic) {
        feeds.unsubscribe(topic);
        ok("UNSUBSCRIBED").text(topic).end();
    }

    private void attach(Attach attach) throws ProtocolException {
        attached(attach.id(), feeds.attach(attach));
    }

    private void attach(AttachDurable attach) throws ProtocolException {
        attached(attach.id(), feeds.attach(attach));
    }

    private void attach(AttachPrefix attach) throws ProtocolException {
        byte[] positions = JsonText.writeBytes(feeds.attach(attach));
        ok("ATTACHED").number(attach.id()).encoded(positions).end();
        outbox.sendBeforeMessages();
    }

    private void attached(long id, long start) {
        ok("ATTACHED").number(id).number(start).end();
        outbox.sendBeforeMessages();
    }

    private void clear(Words words) throws ProtocolException {
        long count = core.clear(words.count() > 1 ? CommandArguments.topic(words) : null, batch);
        stored |= !batch.isEmpty();
        ok("CLEARED").number(count).end();
    }

    private void detach(long id, long begun) {
        feeds.detach(id, begun);
        ok("DETACHED").number(id).end();
    }

    private void hello(int version, Origin client) {
        feeds.clientVersion(version);
        feeds.client(client);
        LineWriter hello = ok("HELLO").word(core.id()).number(Replies.VERSION).number(core.maxMessageBytes());
        if (!core.dataDirectory().isEmpty()) {
            hello.text(core.dataDirectory());
        }
        hello.end();
    }

    private void listSubscribers(Words words) throws ProtocolException {
        CommandArguments.require(words, 1);
        list("SUBSCRIBERS", core.subscribers(CommandArguments.namespace(words, 1)), SubscriberJson::tree);
    }

    private <T> void list(String what, List<T> items, Function<T, Map<String, Object>> tree) {
        json(what, items.stream().map(tree).toList());
    }

    private void forget(Words words) throws ProtocolException {
        CommandArguments.require(words, 1);
        boolean wasKnown = core.durables().forget(CommandArguments.clientId(words, 1));
        ok("FORGOTTEN").word(Boolean.toString(wasKnown)).end();
    }

    private void attach(AttachShared attach) throws ProtocolException {
        attached(attach.id(), feeds.attach(attach));
    }

    private void forgetGroup(Words words) throws ProtocolException {
        CommandArguments.require(words, 2);
        boolean wasKnown = core.groups().forget(CommandArguments.group(words, 1), CommandArguments.topic(words, 2));
        ok("FORGOTTEN").word(Boolean.toString(wasKnown)).end();
    }

    private void requeueGroup(Words words) throws ProtocolException {
        CommandArguments.require(words, 1);
        core.groups().requeue(CommandArguments.message(words, 1));
        ok("REQUEUED").end();
    }

    private void requeue(Words words) throws ProtocolException {
        CommandArguments.require(words, 1);
        core.durables().requeue(CommandArguments.message(words, 1));
        ok("REQUEUED").end();
    }

    private void reply(StoredList found) {
        outbox.largeReply(Replies.messages(found.size(), found::json), (long) found.size() * REFERENCE_BYTES);
    }

    private void requireRoomFor(long count) throws ProtocolException {
        if (count >= LARGE_LIST && !buffers.makeRoom(count * REFERENCE_BYTES)) {
            throw new ProtocolException(
                    ErrorCode.BUSY,
                    "the server holds as much for its connections as it may (max_buffer_bytes), most of it lists of "
                            + "messages that others are reading; ask again later, or raise the limit");
        }
    }
}
