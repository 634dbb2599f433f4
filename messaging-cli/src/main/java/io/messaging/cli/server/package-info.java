/** The commands that run an embedded server and ask one how it is. */
package io.messaging.cli.server;
