"""A small client for the embedded server's plain dialect: one command or push a line, words separated by spaces."""

import base64
import json
import queue
import random
import socket
import threading
import time

EPOCH_MILLIS = 1_672_531_200_000  # 2023-01-01


class Ids:
    """Message ids: priority, milliseconds, machine and sequence in 64 bits."""

    def __init__(self):
        self.machine = random.randrange(256)
        self.last = (0, -1)

    def next(self, priority=4):
        now = max(int(time.time() * 1000), self.last[0])
        sequence = self.last[1] + 1 if now == self.last[0] else 0
        if sequence == 4096:
            now, sequence = now + 1, 0
        self.last = (now, sequence)
        return priority << 61 | (now - EPOCH_MILLIS) << 22 | self.machine << 12 | sequence


def encoded(text):
    return "JSON:" + base64.b64encode(text.encode()).decode()


def decoded(word):
    return base64.b64decode(word[5:]).decode() if word.startswith("JSON:") else word


class Client:
    """An agent: it publishes, and gets the messages of its topics. Topic t of a namespace is "namespace:t" at the server."""

    def __init__(self, host, port, namespace, agent):
        self.namespace = namespace
        self.agent = agent
        self.ids = Ids()
        self.received = queue.Queue()
        self.answers = queue.Queue()
        self.lock = threading.Lock()
        self.socket = socket.create_connection((host, port))
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.socket.makefile("r", encoding="utf-8", newline="\n"):
            words = line.split()
            if words and words[0] == "MESSAGE":
                self.received.put(json.loads(decoded(words[2])))
            elif words:
                self.answers.put(line.strip())

    def _call(self, *words):
        with self.lock:
            self.socket.sendall((" ".join(words) + "\r\n").encode())
            answer = self.answers.get(timeout=60)
        if answer.startswith("ERROR"):
            raise RuntimeError(answer)

    def topic(self, name):
        prefix = self.namespace + ":"
        return name if name.startswith(prefix) else prefix + name

    def subscribe(self, name):
        self._call("SUBSCRIBE", encoded(self.topic(name)))

    def publish(self, topic, payload, in_response_to=None):
        """Publishes a message, which may answer another one, and returns it."""
        number = self.ids.next()
        message = {
            "sender": {"id": self.agent, "name": self.agent},
            "topics": topic,
            "recipient_list": [],
            "payload": payload,
            "format": "generic_json",
            "in_response_to": in_response_to["id"] if in_response_to else None,
            "thread": in_response_to["thread"] if in_response_to else [number],
            "conversation_id": in_response_to["conversation_id"] if in_response_to else None,
            "forward_header": None,
            "routing_slip": None,
            "message_history": [],
            "ttl": None,
            "is_error_message": False,
            "traceparent": in_response_to["traceparent"] if in_response_to else None,
            "session_state": None,
            "topic_published_to": topic,
            "enrich_with_history": 0,
            "process_status": None,
            "origin_guild_stack": [],
            "id": number,
            "priority": number >> 61,
            "timestamp": float(EPOCH_MILLIS + (number >> 22 & (1 << 39) - 1)),
        }
        self._call("STORE_MESSAGE", encoded(self.namespace), encoded(self.topic(topic)), encoded(json.dumps(message)))
        return message

    def next(self, timeout=60):
        """Returns the next message of others."""
        while True:
            message = self.received.get(timeout=timeout)
            if message["sender"]["id"] != self.agent:
                return message

    def reply(self, message, payload):
        return self.publish("agent_inbox:" + message["sender"]["id"], payload, message)
