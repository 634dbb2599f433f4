package io.messaging.bus;

/**
 * A handler with a function in front of it. Keeps the program's own handler, whose class loader is due to the thread that
 * calls it (SUB-20). Immutable.
 *
 * @param own the program's handler, in the middle
 * @param call the outermost function
 * @param <T> the type of the payload
 */
record Composed<T>(BusHandler<?> own, BusHandler<T> call) implements BusHandler<T> {
    static <T> BusHandler<T> around(BusHandler<?> inner, BusHandler<T> call) {
        return new Composed<>(ownOf(inner), call);
    }

    /** Returns the class loader of the program's handler. */
    static ClassLoader loaderOf(BusHandler<?> handler) {
        return ownOf(handler).getClass().getClassLoader();
    }

    private static BusHandler<?> ownOf(BusHandler<?> handler) {
        return handler instanceof Composed<?> composed ? composed.own() : handler;
    }

    @Override
    public void handle(T payload, BusContext context) throws Exception {
        call.handle(payload, context);
    }
}
