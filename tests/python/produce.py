"""kafka-python: sends the records of standard input. produce.py ARGUMENTS TOPIC [KEYWORDS]"""

import ast
import sys

from kafka import KafkaProducer

from records import arguments, from_line

bed, (topic, *more) = arguments()
keywords = ast.literal_eval(more[0]) if more else {}
producer = KafkaProducer(**bed, **keywords)
sent = [producer.send(topic, **from_line(line)) for line in sys.stdin]
for future in sent:
    future.get(timeout=30)
producer.close()
print(len(sent))
