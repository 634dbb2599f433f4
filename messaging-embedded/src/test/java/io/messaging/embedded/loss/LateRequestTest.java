package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.python.PythonPeer;
import io.messaging.embedded.testing.Backends;
import io.messaging.embedded.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A network may deliver what was sent on a lost connection after the client has come back over another one. */
@Timeout(300)
class LateRequestTest {
    private final Set<Integer> handled = ConcurrentHashMap.newKeySet();

    @Test
    void aMemberThatIsBackIsNotDisplacedByItsOwnEarlierRequest() throws Exception {
        try (EmbeddedServer server = EmbeddedServer.start();
                TcpProxy proxy = new TcpProxy(server.port());
                MessagingBackend storer = Backends.inProcess(server.port());
                MessagingBackend member = Backends.socket(proxy.port())) {
            member.subscribe("t", it -> handled.add(Messages.numberOf(it)), SubscriptionOptions.shared("g"));
            int stored = 0;
            long before;
            do { // until it is back in time
                before = memberOf(storer);
                proxy.cut();
                handle(storer, ++stored);
            } while (memberOf(storer) != before);

            assertEquals(List.of("ERROR", "MEMBER_LOST"), lateRequest(server, before));

            handle(storer, ++stored);
            Await.until(
                    () -> storer.sharedGroups().list().toString(),
                    () -> storer.sharedGroups().list().get(0).lag() == 0);
        }
    }

    private void handle(MessagingBackend storer, int number) {
        storer.storeMessage("n", "t", Messages.numbered(number));
        Await.until(() -> "handled: " + handled, () -> handled.contains(number));
    }

    private static long memberOf(MessagingBackend storer) {
        return storer.sharedGroups().list().get(0).members().get(0).number();
    }

    private static List<String> lateRequest(EmbeddedServer server, long number) throws IOException {
        try (PythonPeer late = new PythonPeer(server.port())) {
            late.send("ATTACH_SHARED", "1", "t", "g", "1", Long.toString(number), "{\"request\":1}");
            return late.reply().subList(0, 2);
        }
    }
}
