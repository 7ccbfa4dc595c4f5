"""confluent-kafka: produces records, reads them back, lists topics. confluent.py SETTINGS TOKEN

SETTINGS is a file of `key=value` lines as librdkafka names them. TOKEN, when it is not empty, is
what the client answers when it is asked for one. A failure is librdkafka's own text.
"""

import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer
from confluent_kafka.admin import AdminClient

TOPIC = "orders"
VALUES = ["one", "two", "three"]
PATIENCE = 20

path, token = sys.argv[1:]
with open(path, encoding="ascii") as lines:
    settings = dict(line.rstrip("\n").split("=", 1) for line in lines)
failures = []
settings["error_cb"] = failures.append
if token:
    settings["oauth_cb"] = lambda config: (token, time.time() + 300)


def checked(error):
    if error is not None:
        failures.append(error)


def ready(client):
    """Callbacks run inside poll(): a token is given, or a refusal is heard."""
    client.poll(0)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not failures:
        try:
            return client.list_topics(timeout=1)
        except KafkaException:
            client.poll(0.1)
    sys.exit(str(failures[0] if failures else "no answer in time"))


producer = Producer(settings)
topics = ready(producer).topics
for value in VALUES:
    producer.produce(TOPIC, value, on_delivery=lambda error, message: checked(error))
if producer.flush(PATIENCE) or failures:
    sys.exit(f"produce: {failures}")

consumer = Consumer(settings | {"group.id": "confluent", "auto.offset.reset": "earliest"})
consumer.subscribe([TOPIC])
left = len(VALUES)
end = time.monotonic() + PATIENCE
while left and time.monotonic() < end:
    message = consumer.poll(1)
    if message is None:
        continue
    if message.error():
        sys.exit(f"consume: {message.error()}")
    print("record", message.offset(), message.value().decode())
    left -= 1
consumer.close()

admin = AdminClient(settings)
for name in sorted(ready(admin).topics):
    if not name.startswith("__"):
        print("topic", name)
sys.exit(f"{left} records did not come" if left else 0)
