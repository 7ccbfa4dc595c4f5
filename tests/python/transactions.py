"""kafka-python: transactions. transactions.py ARGUMENTS TOPIC GROUP

Commits one transaction with an offset of the group, aborts another one with a later offset, and
fences the producer with a second one; prints what a reader of committed records gets, the group's
offset, and the error of the fenced producer.
"""

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from records import arguments

bed, (topic, group) = arguments()
partition = TopicPartition(topic, 0)


def producer():
    made = KafkaProducer(**bed, transactional_id="python-writer")
    made.init_transactions()
    return made


def offset(number):
    return {partition: OffsetAndMetadata(number, "", -1)}


first = producer()
first.begin_transaction()
first.send(topic, b"a", partition=0)
first.send_offsets_to_transaction(offset(7), group)
first.commit_transaction()
first.begin_transaction()
first.send(topic, b"lost", partition=0)
first.send_offsets_to_transaction(offset(9), group)
first.abort_transaction()
first.begin_transaction()
first.send(topic, b"left open", partition=0).get(timeout=30)

second = producer()
second.begin_transaction()
second.send(topic, b"b", partition=0)
second.commit_transaction()
second.close()

try:
    first.send(topic, b"late", partition=0).get(timeout=30)
    first.commit_transaction()
    print("nobody is fenced")
except Exception as error:
    print("fenced", type(error).__name__)
first.close(timeout=5)

consumer = KafkaConsumer(
    **bed, group_id=group, isolation_level="read_committed", consumer_timeout_ms=60000
)
consumer.assign([partition])
consumer.seek_to_beginning()
print("committed", next(consumer).value.decode(), next(consumer).value.decode())
print("offset", consumer.committed(partition))
consumer.close(autocommit=False)
