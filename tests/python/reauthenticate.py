"""kafka-python: sends and reads one record after the other for some seconds, over connections
whose SASL sessions end meanwhile. reauthenticate.py ARGUMENTS TOPIC SECONDS

Prints how many records went through.
"""

import time

from kafka import KafkaConsumer, KafkaProducer

from records import arguments

bed, (topic, seconds) = arguments()
producer = KafkaProducer(**bed)
consumer = KafkaConsumer(topic, **bed, auto_offset_reset="earliest")
end = time.monotonic() + float(seconds)
count = 0
while time.monotonic() < end:
    producer.send(topic, value=b"%d" % count, partition=0).get(timeout=10)
    received = []
    while not received and time.monotonic() < end + 20:
        received = [r.value for batch in consumer.poll(timeout_ms=1000).values() for r in batch]
    assert received == [b"%d" % count], (received, count)
    count += 1
    # A long poll that finds nothing: the pace of an idle client.
    assert not consumer.poll(timeout_ms=100)
print(count)
