package com.example.agents;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.bus.BusClient;
import io.messaging.bus.BusContext;
import io.messaging.bus.MessageBus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Agents that write a book: the planner asks for its chapters, two workers share the writing, the collector gets the book. Each
 * worker has its text reviewed, by an agent in Python where there is one.
 */
final class Agents {
    record Plan(String title, List<String> chapters) {}

    record Job(String chapter) {}

    record Text(String text) {}

    record Review(String verdict) {}

    record Chapter(String text, String worker, String verdict) {}

    record Book(String title, List<Chapter> chapters) {}

    record Done(int chapters) {}

    /** Ample: a machine may be busy. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final BlockingQueue<Book> books = new LinkedBlockingQueue<>();
    private final BusClient desk;

    Agents(MessageBus bus, boolean reviewed) {
        bus.register("planner").handle("plans", Plan.class, Agents::plan);
        for (String name : List.of("worker-1", "worker-2")) {
            bus.register(name)
                    .handle(
                            "jobs",
                            Job.class,
                            (job, context) -> write(job, context, reviewed),
                            SubscriptionOptions.shared("workers"));
        }
        bus.register("collector").handle("books", Book.class, (book, context) -> books.add(book));
        bus.register("style").subscribe("styles", (question, context) -> context.reply(new Style("short")));
        desk = bus.register("desk");
    }

    record Style(String style) {}

    private static void plan(Plan plan, BusContext context) throws Exception {
        List<CompletableFuture<Chapter>> chapters = plan.chapters().stream()
                .map(chapter -> context.request("jobs", new Job(chapter), Chapter.class, LIMIT))
                .toList();
        CompletableFuture.allOf(chapters.toArray(CompletableFuture[]::new)).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        context.publish(
                "books",
                new Book(
                        plan.title(),
                        chapters.stream().map(CompletableFuture::join).toList()));
        context.reply(new Done(chapters.size()));
    }

    private static void write(Job job, BusContext context, boolean reviewed) throws Exception {
        Text text = new Text("All about " + job.chapter());
        String verdict = reviewed
                ? context.request("reviews", text, Review.class, LIMIT)
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                        .verdict()
                : "not reviewed";
        context.reply(new Chapter(text.text(), context.client().id(), verdict));
    }

    /** Asks for a book, and returns it when the collector has it. */
    Book write(Plan plan) throws Exception {
        Done done = desk.request("plans", plan, Done.class, LIMIT).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        Book book = books.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (book == null || book.chapters().size() != done.chapters()) {
            throw new IllegalStateException("expected " + done + ", and got " + book);
        }
        return book;
    }
}
