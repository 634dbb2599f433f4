/** Internal: streams that read a topic page by page. */
package io.messaging.paging;
