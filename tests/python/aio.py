"""aiokafka: sends the records of standard input, reads as many. aio.py ARGUMENTS TOPIC"""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from records import arguments, from_line, to_line


async def main():
    bed, (topic,) = arguments()
    lines = sys.stdin.readlines()
    async with AIOKafkaProducer(**bed) as producer:
        for line in lines:
            await producer.send(topic, **from_line(line))
    consumer = AIOKafkaConsumer(
        topic, **bed, group_id="aio", auto_offset_reset="earliest", enable_auto_commit=True
    )
    async with consumer:
        for _ in lines:
            r = await asyncio.wait_for(consumer.getone(), 30)
            print(to_line(r.partition, r.key, r.value, r.headers))


asyncio.run(main())
