"""kafka-python: prints records, read as a group. consume.py ARGUMENTS TOPIC GROUP COUNT

After COUNT records the offsets are committed and the member leaves. Which partitions the member
has is told on standard error.
"""

import sys
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer

from records import arguments, to_line


class Told(ConsumerRebalanceListener):
    """Tells what the group's leader gave to this member."""

    def on_partitions_revoked(self, revoked):
        pass

    def on_partitions_assigned(self, assigned):
        print("assigned", *sorted(p.partition for p in assigned), file=sys.stderr, flush=True)


bed, (topic, group, count) = arguments()
consumer = KafkaConsumer(
    **bed,
    group_id=group,
    auto_offset_reset="earliest",
    enable_auto_commit=False,
    heartbeat_interval_ms=200,
    metadata_max_age_ms=2000,
)
consumer.subscribe([topic], listener=Told())
left = int(count)
end = time.monotonic() + 60
while left > 0 and time.monotonic() < end:
    for batch in consumer.poll(timeout_ms=500).values():
        for record in batch:
            print(to_line(record.partition, record.key, record.value, record.headers), flush=True)
            left -= 1
consumer.commit()
consumer.close()
sys.exit(0 if left <= 0 else f"{left} records did not come")
