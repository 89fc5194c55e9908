import assert from 'node:assert/strict'
import Anthropic from '@anthropic-ai/sdk'
import { ask, cached, check, cities, input, origin, output, text } from './said.mjs'

const client = new Anthropic({ baseURL: origin, apiKey: 'any', maxRetries: 0 })
const messages = [{ role: 'user', content: ask }]
const tools = [
  {
    name: 'weather',
    input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
]

await check({
  'a whole message': async () => {
    const message = await client.messages.create({ model: 'text', max_tokens: 100, messages })
    assert.equal(message.content.map((block) => block.text ?? '').join(''), text)
    assert.equal(message.stop_reason, 'end_turn')
    assert.equal(message.usage.input_tokens, input - cached)
    assert.equal(message.usage.cache_read_input_tokens, cached)
    assert.equal(message.usage.output_tokens, output)
  },
  'a stream, put together by the client': async () => {
    const pieces = []
    const stream = client.messages.stream({ model: 'text', max_tokens: 100, messages })
    stream.on('text', (piece) => pieces.push(piece))
    const message = await stream.finalMessage()
    assert.equal(pieces.join(''), text)
    assert.ok(pieces.length >= 5)
    assert.equal(message.stop_reason, 'end_turn')
    assert.equal(message.usage.output_tokens, output)
  },
  'parallel calls of a tool, streamed': async () => {
    const message = await client.messages.stream({ model: 'calls', max_tokens: 100, messages, tools }).finalMessage()
    const calls = message.content.filter((block) => block.type === 'tool_use')
    assert.deepEqual(
      calls.map((call) => call.input.city),
      cities,
    )
    assert.equal(new Set(calls.map((call) => call.id)).size, 2)
    assert.equal(message.stop_reason, 'tool_use')
  },
  'the turn with the results of the tools': async () => {
    const first = await client.messages.create({ model: 'calls', max_tokens: 100, messages, tools })
    const results = first.content
      .filter((block) => block.type === 'tool_use')
      .map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: '21 degrees' }))
    const message = await client.messages.create({
      model: 'text',
      max_tokens: 100,
      tools,
      messages: [...messages, { role: 'assistant', content: first.content }, { role: 'user', content: results }],
    })
    assert.equal(message.content.at(-1).text, text)
  },
  'counted tokens': async () => {
    const counted = await client.messages.countTokens({ model: 'text', messages })
    assert.ok(counted.input_tokens > 0)
  },
  'a refusal for too many requests': async () => {
    await assert.rejects(client.messages.create({ model: 'limited', max_tokens: 100, messages }), (error) => {
      assert.ok(error instanceof Anthropic.RateLimitError)
      assert.equal(error.error.error.type, 'rate_limit_error')
      assert.equal(error.headers.get('retry-after'), '7')
      return true
    })
  },
  'an unknown model': async () => {
    await assert.rejects(client.messages.create({ model: 'nobody', max_tokens: 100, messages }), Anthropic.NotFoundError)
  },
  'the list of models': async () => {
    const names = []
    for await (const model of client.models.list()) {
      names.push(model.id)
    }
    assert.ok(names.includes('text'))
  },
})
