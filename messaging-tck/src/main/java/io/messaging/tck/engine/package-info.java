/** What rules are written with: their context, waiting, recording, checking, other processes. Not exported. */
package io.messaging.tck.engine;
