"""kafka-python, as it meets a failure: its warnings, then its traceback.

meet.py ARGUMENTS metadata|requests|produce BOOTSTRAP TOPIC

With `requests` it asks for metadata and logs what its connections send and get.
"""

import logging
import sys

from kafka import KafkaConsumer, KafkaProducer

from records import arguments

PATIENCE_MS = 3000

logging.basicConfig(level=logging.WARNING)
bed, (what, bootstrap, topic) = arguments()
if what == "requests":
    logging.getLogger("kafka.net.connection").setLevel(logging.DEBUG)
bed.update(bootstrap_servers=bootstrap, bootstrap_timeout_ms=PATIENCE_MS)
if what in ("metadata", "requests"):
    consumer = KafkaConsumer(**bed)
    print("topics:", sorted(consumer.topics()))
else:
    producer = KafkaProducer(
        **bed, max_block_ms=PATIENCE_MS, request_timeout_ms=PATIENCE_MS - 1000,
        delivery_timeout_ms=PATIENCE_MS,
    )
    future = producer.send(topic, b"x")
    try:
        print("sent:", future.get(timeout=2 * PATIENCE_MS / 1000))
    finally:
        producer.close(timeout=0)
sys.exit(0)
