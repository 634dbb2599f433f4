/** Words to bytes and back: what travels between server and client, without sockets or threads. */
package io.messaging.embedded.protocol;
