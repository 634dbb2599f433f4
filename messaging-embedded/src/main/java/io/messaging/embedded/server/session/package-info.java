/** The event loop and the sessions that it owns: commands in, replies and pushes out. */
package io.messaging.embedded.server.session;
