package io.messaging.embedded.server;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Command;
import io.messaging.embedded.protocol.CommandReader;
import io.messaging.embedded.protocol.DurableClientJson;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.HttpRequest;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.Words;
import io.messaging.json.JsonText;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import io.messaging.store.durable.ClaimLostException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    private final LineWriter replies;

    CommandRunner(Session session, ServerCore core, Feeds feeds, Outbox outbox) {
        this.session = session;
        this.core = core;
        this.feeds = feeds;
        this.outbox = outbox;
        this.replies = outbox.replies();
    }

    /** Answers a line, whatever is in it. */
    void run(Words words) {
        core.countCommand();
        try {
            run(CommandReader.read(words));
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
        } catch (ClaimLostException e) {
            error(e.isTakenOver() ? ErrorCode.TAKEN_OVER : ErrorCode.FORGOTTEN, e.getMessage());
        } catch (IllegalArgumentException e) {
            error(ErrorCode.INVALID, String.valueOf(e.getMessage()));
        }
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

    private void run(Command command) throws ProtocolException {
        // In the order of how often they come; a switch over types needs a newer Java.
        if (command instanceof Command.StoreMessage store) {
            core.storeMessage(store.namespace(), store.topic(), store.message(), store.again());
            Replies.stored(replies);
        } else if (command instanceof Command.Acknowledge acknowledge) {
            feeds.acknowledge(acknowledge);
        } else if (command instanceof Command.Fail fail) {
            feeds.fail(fail);
        } else if (command instanceof Command.GetMessagesSince get) {
            requireRoomFor(get.topic());
            messages(core.store().messagesSince(get.topic(), get.since()));
        } else if (command instanceof Command.GetMessages get) {
            requireRoomFor(get.topic());
            messages(core.store().messages(get.topic()));
        } else if (command instanceof Command.GetNext get) {
            messages(core.store().nextSince(get.topic(), get.since()).stream().toList());
        } else if (command instanceof Command.GetMessagesById get) {
            messages(core.store().messagesById(get.namespace(), get.ids()));
        } else if (command instanceof Command.Ping) {
            Replies.pong(replies);
        } else if (command instanceof Command.Publish publish) {
            Replies.count(replies, core.registry().publish(publish.topic(), publish.text()));
        } else {
            runRare(command);
        }
    }

    private void runRare(Command command) throws ProtocolException {
        if (command instanceof Command.Subscribe subscribe) {
            feeds.subscribe(subscribe.topic());
            Replies.ok(replies, "SUBSCRIBED", subscribe.topic());
        } else if (command instanceof Command.Unsubscribe unsubscribe) {
            feeds.unsubscribe(unsubscribe.topic());
            Replies.ok(replies, "UNSUBSCRIBED", unsubscribe.topic());
        } else if (command instanceof Command.Attach attach) {
            Replies.attached(replies, attach.id(), feeds.attach(attach));
        } else if (command instanceof Command.AttachDurable attach) {
            Replies.attached(replies, attach.id(), feeds.attach(attach));
        } else if (command instanceof Command.Detach detach) {
            feeds.detach(detach.id());
            Replies.detached(replies, detach.id());
        } else if (command instanceof Command.Hello hello) {
            feeds.clientVersion(hello.version());
            Replies.hello(replies, core.id(), core.maxMessageBytes());
        } else if (command instanceof Command.ListSubscribers list) {
            List<Map<String, Object>> tree = core.subscribers(list.namespace()).stream()
                    .map(CommandRunner::tree)
                    .toList();
            Replies.json(replies, "SUBSCRIBERS", JsonText.writeBytes(tree));
        } else if (command instanceof Command.ListClients) {
            List<Map<String, Object>> tree =
                    core.durables().list().stream().map(DurableClientJson::tree).toList();
            Replies.json(replies, "CLIENTS", JsonText.writeBytes(tree));
        } else if (command instanceof Command.Forget forget) {
            Replies.forgotten(replies, core.durables().forget(forget.clientId()));
        } else if (command instanceof Command.Requeue requeue) {
            core.durables().requeue(requeue.deadLetter());
            Replies.requeued(replies);
        } else if (command instanceof Command.Clear clear) {
            Replies.cleared(replies, core.clear(clear.topic()));
        } else if (command instanceof Command.Authenticate) {
            Replies.authenticated(replies, null);
        } else if (command instanceof Command.Stats) {
            Replies.json(replies, "STATS", JsonText.writeBytes(core.stats()));
        }
    }

    private void messages(List<Message> found) {
        outbox.largeReply(Replies.messages(found, Message::toJsonBytes), (long) found.size() * REFERENCE_BYTES);
    }

    private void requireRoomFor(String topic) throws ProtocolException {
        long count = core.store().count(topic);
        if (count >= LARGE_LIST && !session.loop().makeRoom(count * REFERENCE_BYTES)) {
            throw new ProtocolException(
                    ErrorCode.BUSY,
                    "the server holds as much for its connections as it may (max_buffer_bytes), most of it lists of "
                            + "messages that others are reading; ask again later, or raise the limit");
        }
    }

    private static Map<String, Object> tree(Subscriber subscriber) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("topic", subscriber.topic());
        tree.put("client_id", subscriber.clientId());
        tree.put("namespace", subscriber.namespace());
        tree.put("connected", subscriber.connected());
        return tree;
    }
}
