package io.messaging.benchmarks.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The main class of child processes: starts the service named by the first argument and answers lines until its
 * standard input ends, which it also does when the parent dies.
 */
public final class ChildMain {
    static final String READY = "READY ";
    static final String ANSWER = "ANSWER ";
    static final String FAILED = "FAILED ";

    private ChildMain() {}

    /** Runs the service. */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // what a library prints is no answer
        List<String> rest = Arrays.asList(args).subList(1, args.length);
        ChildService service;
        try {
            service = ServiceStarter.load(args[0]).start(rest);
        } catch (Exception e) {
            e.printStackTrace();
            out.println(FAILED + e);
            out.flush();
            Runtime.getRuntime().halt(1);
            return;
        }
        out.println(READY + service.port());
        out.flush();
        serve(service, new HeapProbe(), out);
        Runtime.getRuntime().halt(0); // nothing here has to be saved
    }

    private static void serve(ChildService service, HeapProbe heap, PrintStream out) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = in.readLine(); request != null; request = in.readLine()) {
            String answer;
            try {
                String heapAnswer = heap.answer(request);
                answer = ANSWER + (heapAnswer == null ? service.answer(request) : heapAnswer);
            } catch (Exception e) {
                e.printStackTrace();
                answer = FAILED + e;
            }
            out.println(answer.replace('\n', ' '));
            out.flush();
        }
    }
}
