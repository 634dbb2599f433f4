package io.messaging.interceptor;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;

/**
 * Calls a handler through interceptors, with the class loader of the handler's class as the context class loader, whichever
 * thread runs it: that of a backend, which knows no application, or a storing thread, which may belong to another one. A
 * backend that passes on no delivery, against SUB-17, reaches the handler without interceptors. Immutable.
 *
 * @param chain the interceptors
 * @param handler the application's
 */
record InterceptedHandler(InterceptorChain chain, MessageHandler handler) implements MessageHandler {
    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    @Override
    public void onMessage(Message message) throws Exception {
        ClassLoader before = enter();
        try {
            handler.onMessage(message);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Override
    public void onDelivery(Delivery delivery) throws Exception {
        ClassLoader before = enter();
        try {
            chain.handle(delivery, handler);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** {@return whether the calling thread is in a handler} */
    static boolean isOnStack() {
        return WALKER.walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == InterceptedHandler.class
                && frame.getMethodName().startsWith("on")));
    }

    private ClassLoader enter() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader());
        return before;
    }

    private ClassLoader loader() {
        ClassLoader own = handler.getClass().getClassLoader();
        return own != null ? own : InterceptedHandler.class.getClassLoader(); // the JDK's own classes have none
    }
}
