package io.messaging.tck.rules.lifetime;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Loads a handler's class once more, as the class loader of an application that is deployed and undeployed would. */
final class GuestLoader extends ClassLoader {
    GuestLoader() {
        super(GuestLoader.class.getClassLoader());
    }

    /** The handler, of this loader's copy of the class. */
    public static final class Guest implements MessageHandler {
        private final CountDownLatch handled;

        /** Counts down with each message. */
        public Guest(CountDownLatch handled) {
            this.handled = handled;
        }

        @Override
        public void onMessage(Message message) {
            handled.countDown();
        }
    }

    MessageHandler handler(CountDownLatch handled) throws ReflectiveOperationException, IOException {
        return (MessageHandler) guest().getConstructor(CountDownLatch.class).newInstance(handled);
    }

    private synchronized Class<?> guest() throws IOException {
        Class<?> known = findLoadedClass(Guest.class.getName());
        return known != null ? known : define();
    }

    private Class<?> define() throws IOException {
        String file =
                Guest.class.getName().substring(Guest.class.getPackageName().length() + 1) + ".class";
        try (InputStream in = Guest.class.getResourceAsStream(file)) {
            byte[] code = in.readAllBytes();
            return defineClass(Guest.class.getName(), code, 0, code.length);
        }
    }
}
