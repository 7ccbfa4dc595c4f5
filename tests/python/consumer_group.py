"""confluent-kafka (librdkafka): a consumer group of KIP-848. consumer_group.py SETTINGS TOPIC GROUP

SETTINGS is a dictionary of librdkafka's settings. Sends a record to each of four partitions; two
members share them and commit, one leaves, and a third one goes on after what they read.
"""

import ast
import sys
import time

from confluent_kafka import Consumer, Producer

settings = ast.literal_eval(sys.argv[1])
topic, group = sys.argv[2:]
PATIENCE = 60


def send(prefix):
    producer = Producer(settings)
    for partition in range(4):
        producer.produce(topic, f"{prefix}{partition}".encode(), partition=partition)
    if producer.flush(PATIENCE):
        raise SystemExit("not everything was sent")


def member():
    own = {
        "group.id": group,
        "group.protocol": "consumer",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
    }
    consumer = Consumer({**settings, **own})
    consumer.subscribe([topic])
    return consumer


def poll(members, read, enough):
    end = time.monotonic() + PATIENCE
    while not enough():
        if time.monotonic() > end:
            shares = [len(one.assignment()) for one in members]
            raise SystemExit(f"read {sorted(read)}, shares {shares}")
        for one in members:
            message = one.poll(0.05)
            if message is not None and message.error() is None:
                read.add(message.value().decode())


send("a")
read = set()
first = member()
poll([first], read, lambda: len(read) == 4)
# Whoever gets a partition goes on after this.
first.commit(asynchronous=False)
read.clear()
second = member()
both = [first, second]
poll(both, read, lambda: len(first.assignment()) == len(second.assignment()) == 2)
send("b")
poll(both, read, lambda: len(read) == 4)
print("two share and read", *sorted(read))
first.commit(asynchronous=False)
second.commit(asynchronous=False)
second.close()
poll([first], read, lambda: len(first.assignment()) == 4)
print("the first has all")
first.close()
send("c")
rest = set()
third = member()
poll([third], rest, lambda: len(rest) == 4)
print("the third goes on", *sorted(rest))
third.close()
