"""kafka-python: what an administrator does, each step told on a line. admin.py ARGUMENTS"""

from kafka.admin import KafkaAdminClient, NewPartitions, NewTopic
from kafka.errors import TopicAlreadyExistsError, UnknownTopicOrPartitionError

from records import arguments

bed, _ = arguments()
admin = KafkaAdminClient(**bed)
print("topics", *sorted(admin.list_topics()))
admin.create_topics([NewTopic(name="made", num_partitions=3, replication_factor=1)])
print("topics", *sorted(admin.list_topics()))
try:
    admin.create_topics([NewTopic(name="made", num_partitions=3, replication_factor=1)])
    print("made twice")
except TopicAlreadyExistsError as error:
    print("refused", error.errno)
admin.create_partitions({"made": NewPartitions(total_count=5)})
(described,) = admin.describe_topics(["made"])
print("partitions", len(described["partitions"]))
print("nodes", *sorted(broker["broker_id"] for broker in admin.describe_cluster()["brokers"]))
admin.delete_topics(["made"])
print("topics", *sorted(admin.list_topics()))
try:
    admin.delete_topics(["made"])
    print("deleted twice")
except UnknownTopicOrPartitionError as error:
    print("refused", error.errno)
admin.close()
