// KafkaJS against a bed: produces records, reads them back as a group, lists the topics.
//
// node clients.js BOOTSTRAP MECHANISM USER PASSWORD; the modules are found by NODE_PATH. Each line
// of the output is a fact; a failure is the client's own text on standard error, with status 1.
'use strict'

const { Kafka, logLevel } = require('kafkajs')

const TOPIC = 'orders'
const VALUES = ['one', 'two', 'three']
const PATIENCE_MS = 20000

const [bootstrap, mechanism, username, password] = process.argv.slice(2)

// Resolves when as many records as were sent have come, or rejects when patience ends.
const consumed = (consumer) =>
  new Promise((resolve, reject) => {
    const left = setTimeout(() => reject(new Error('records did not come')), PATIENCE_MS)
    let got = 0
    const eachMessage = async ({ message }) => {
      console.log('record', message.offset, message.value.toString())
      if (++got === VALUES.length) {
        clearTimeout(left)
        resolve()
      }
    }
    consumer.run({ eachMessage }).catch(reject)
  })

const run = async () => {
  const kafka = new Kafka({
    brokers: [bootstrap],
    sasl: { mechanism, username, password },
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  })
  const producer = kafka.producer()
  await producer.connect()
  const messages = VALUES.map((value) => ({ value }))
  await producer.send({ topic: TOPIC, acks: -1, messages })
  await producer.disconnect()
  // A group is found by trying again.
  const consumer = kafka.consumer({ groupId: 'kafkajs', retry: { retries: 5 } })
  await consumer.connect()
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true })
  await consumed(consumer)
  await consumer.disconnect()
  const admin = kafka.admin()
  await admin.connect()
  const topics = await admin.listTopics()
  const own = topics.filter((name) => !name.startsWith('__'))
  own.sort().forEach((name) => console.log('topic', name))
  await admin.disconnect()
}

run().catch((error) => {
  console.error(`${error.name}: ${error.message}`)
  process.exit(1)
})
