/** Internal: what is carried from one message to the next. */
package io.messaging.bus.conversation;
