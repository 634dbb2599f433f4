"""The agent in Python: reviews texts, and asks the agents in Java for the style that it is to apply."""

import sys

from plain_client import Client


def main(host, port, namespace):
    client = Client(host, int(port), namespace, "reviewer")
    client.subscribe("agent_inbox:reviewer")
    client.subscribe("reviews")
    print("reviewer: ready", flush=True)
    style = None
    waiting = []
    question = None
    while True:
        message = client.next()
        if question and message["in_response_to"] == question["id"]:
            style = message["payload"]["style"]
        else:
            waiting.append(message)
        if style is None and question is None:
            question = client.publish("styles", {"of": "reviews"})  # answered in Java
        while style and waiting:
            text = waiting.pop(0)
            client.reply(text, {"text": text["payload"]["text"], "verdict": style + " enough"})


if __name__ == "__main__":
    main(*sys.argv[1:4])
