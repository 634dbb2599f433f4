package io.messaging.redis.connection;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One server of a link, or whichever has the keys of a command. Thread-safe. */
public final class RedisServer {
    private final RedisLink link;
    private final Supplier<RedisClusterAsyncCommands<String, byte[]>> commands;

    RedisServer(RedisLink link, Supplier<RedisClusterAsyncCommands<String, byte[]>> commands) {
        this.link = link;
        this.commands = commands;
    }

    /**
     * Runs a script that replies with a list, and sends its text if the server does not know it. Every failure comes
     * through the future.
     */
    public CompletableFuture<List<byte[]>> run(Script script, List<String> keys, List<byte[]> args) {
        byte[] digest = script.digest().getBytes(StandardCharsets.US_ASCII);
        return run(CommandType.EVALSHA, digest, keys, args)
                .exceptionallyCompose(failure -> cause(failure) instanceof RedisNoScriptException
                        ? run(CommandType.EVAL, script.text().getBytes(StandardCharsets.UTF_8), keys, args)
                        : CompletableFuture.failedStage(failure));
    }

    private CompletableFuture<List<byte[]>> run(
            CommandType command, byte[] script, List<String> keys, List<byte[]> args) {
        return list(
                command,
                words -> words.add(script).add(keys.size()).addKeys(keys).addValues(args));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Sends a command that replies with a list: see {@link RedisLink#list}. Every failure comes through the future. */
    public CompletableFuture<List<byte[]>> list(CommandType command, Consumer<CommandArgs<String, byte[]>> words) {
        CommandArgs<String, byte[]> args = new CommandArgs<>(RedisLink.CODEC);
        words.accept(args);
        return link.send(() -> commands.get().dispatch(command, new ListAnswer(), args));
    }

    /** Returns when the server has answered. Every failure comes through the future. */
    public CompletableFuture<String> ping() {
        return link.send(() -> commands.get().ping());
    }

    /** Returns the reply to INFO. Every failure comes through the future. */
    public CompletableFuture<String> info() {
        return link.send(() -> commands.get().info());
    }
}
