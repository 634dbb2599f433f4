package io.messaging.spi;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;

/**
 * Calls a handler with the class loader of its own class as the context class loader, whichever thread runs it: that of a
 * backend, which knows no application, or a storing thread, which may belong to another one. Immutable.
 *
 * @param handler the application's
 */
record HandlerContext(MessageHandler handler) implements MessageHandler {
    @Override
    public void onMessage(Message message) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader());
        try {
            handler.onMessage(message);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ClassLoader loader() {
        ClassLoader own = handler.getClass().getClassLoader();
        return own != null ? own : HandlerContext.class.getClassLoader(); // the JDK's own classes have none
    }
}
