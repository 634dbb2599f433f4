/** For authors of backends: notifications of the connection to a server. */
package io.messaging.spi.connection;
