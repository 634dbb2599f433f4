/** The commands that run and administer a server. */
package io.messaging.cli.server;
