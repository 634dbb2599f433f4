package io.messaging.benchmarks;

import io.messaging.benchmarks.scenario.Scenario;
import io.messaging.benchmarks.scenario.delivery.DurableCatchUp;
import io.messaging.benchmarks.scenario.delivery.DurableDelivery;
import io.messaging.benchmarks.scenario.delivery.FanOut;
import io.messaging.benchmarks.scenario.delivery.PipelinedDelivery;
import io.messaging.benchmarks.scenario.delivery.SharedDelivery;
import io.messaging.benchmarks.scenario.disk.Compaction;
import io.messaging.benchmarks.scenario.disk.DirectoryStart;
import io.messaging.benchmarks.scenario.disk.DiskDelivery;
import io.messaging.benchmarks.scenario.disk.ForcedStore;
import io.messaging.benchmarks.scenario.disk.LocalLog;
import io.messaging.benchmarks.scenario.disk.TenMillion;
import io.messaging.benchmarks.scenario.server.BigRead;
import io.messaging.benchmarks.scenario.server.HeapPerMessage;
import io.messaging.benchmarks.scenario.server.ServerStart;
import io.messaging.benchmarks.scenario.server.TailRead;
import io.messaging.benchmarks.scenario.store.CostBySize;
import io.messaging.benchmarks.scenario.store.Crowd;
import io.messaging.benchmarks.scenario.store.InMemoryDirect;
import io.messaging.benchmarks.scenario.store.InProcessStore;
import io.messaging.benchmarks.scenario.store.SyncStore;
import java.util.List;

/** All scenarios. */
final class Scenarios {
    /** In the order in which they run. */
    static final List<Scenario> ALL = List.of(
            new Scenario(
                    "sync-store",
                    "Synchronous store over the socket: median beside the raw echo and the brokers",
                    SyncStore::run),
            new Scenario(
                    "pipelined",
                    "Pipelined store and delivery to one subscriber in another process: messages per second",
                    PipelinedDelivery::run),
            new Scenario("fan-out", "One publisher, 200 subscriber connections: deliveries per second", FanOut::run),
            new Scenario(
                    "durable",
                    "Store and delivery to a durable client, beside a plain subscription: messages per second",
                    DurableDelivery::run),
            new Scenario(
                    "durable-lag",
                    "A durable client catches up on what was stored while it was away, and the server's memory",
                    DurableCatchUp::run),
            new Scenario(
                    "shared",
                    "Store and handling by a group's member, beside a plain subscription and work queues: messages per second",
                    SharedDelivery::run),
            new Scenario(
                    "in-process",
                    "Store from the server's own process beside one over the socket",
                    InProcessStore::run),
            new Scenario(
                    "in-memory",
                    "In-memory store and direct delivery beside a hash map, a list, a lock and a call",
                    InMemoryDirect::run),
            new Scenario("tail-read", "Asking a topic for its newest messages, by how many it holds", TailRead::run),
            new Scenario(
                    "big-read",
                    "Read of 1,000,000 messages through the socket: the server's heap and the other clients",
                    BigRead::run),
            new Scenario(
                    "heap",
                    "The server's heap for each stored message, beyond the bytes of its JSON",
                    HeapPerMessage::run),
            new Scenario(
                    "crowd",
                    "Store on a server with 10,000 topics, 10,000 subscriptions and 1,000 connections",
                    Crowd::run),
            new Scenario("start", "EmbeddedServer.start() in a warm JVM", ServerStart::run),
            new Scenario(
                    "disk-cost",
                    "Pipelined store and delivery with a data directory, beside the same in memory",
                    DiskDelivery::besideMemory),
            new Scenario(
                    "disk-delivery",
                    "Pipelined store and delivery with a data directory, beside brokers with files",
                    DiskDelivery::besidePeers),
            new Scenario(
                    "disk-forced",
                    "16 threads store, each message forced to the disk: stores per second",
                    ForcedStore::run),
            new Scenario(
                    "disk-log",
                    "Append to a log in files and read it in another process, beside Chronicle Queue",
                    LocalLog::run),
            new Scenario(
                    "disk-start",
                    "Start of a server with 1,000,000 messages in its directory, to the first reply",
                    DirectoryStart::run),
            new Scenario("disk-compaction", "Stores while the log is compacted, and the disk in use", Compaction::run),
            new Scenario("cost-by-size", "Synchronous store over the socket by size of message", CostBySize::run));

    /** What takes long or much room, and is run only when it is named. */
    static final List<Scenario> ON_REQUEST = List.of(new Scenario(
            "disk-ten-million", "10,000,000 messages in a server with -Xmx1g; only when named", TenMillion::run));

    private Scenarios() {}
}
