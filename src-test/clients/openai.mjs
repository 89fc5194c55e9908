import assert from 'node:assert/strict'
import OpenAI from 'openai'
import { ask, cached, check, cities, input, json, origin, output, schema, text } from './said.mjs'

const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: 'any', maxRetries: 0 })
const messages = [{ role: 'user', content: ask }]
const tools = [
  {
    type: 'function',
    function: {
      name: 'weather',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
]
const responseFormat = { type: 'json_schema', json_schema: { name: 'weather', schema, strict: true } }

await check({
  'a whole reply': async () => {
    const reply = await client.chat.completions.create({ model: 'text', messages })
    assert.equal(reply.choices[0].message.content, text)
    assert.equal(reply.choices[0].finish_reason, 'stop')
    assert.equal(reply.usage.prompt_tokens, input)
    assert.equal(reply.usage.prompt_tokens_details.cached_tokens, cached)
    assert.equal(reply.usage.completion_tokens, output)
  },
  'a stream': async () => {
    const stream = await client.chat.completions.create({
      model: 'text',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const pieces = []
    let usage
    for await (const chunk of stream) {
      pieces.push(chunk.choices[0]?.delta?.content ?? '')
      usage = chunk.usage ?? usage
    }
    assert.equal(pieces.join(''), text)
    assert.ok(pieces.filter((piece) => piece !== '').length >= 5)
    assert.equal(usage.prompt_tokens, input)
  },
  'parallel calls of a tool, streamed and put together by the client': async () => {
    const reply = await client.chat.completions.stream({ model: 'calls', messages, tools }).finalChatCompletion()
    const calls = reply.choices[0].message.tool_calls
    assert.deepEqual(
      calls.map((call) => JSON.parse(call.function.arguments).city),
      cities,
    )
    assert.equal(new Set(calls.map((call) => call.id)).size, 2)
    assert.equal(reply.choices[0].finish_reason, 'tool_calls')
  },
  'the turn with the results of the tools': async () => {
    const first = await client.chat.completions.create({ model: 'calls', messages, tools })
    const said = first.choices[0].message
    const results = said.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: '21 degrees' }))
    const reply = await client.chat.completions.create({ model: 'text', messages: [...messages, said, ...results], tools })
    assert.equal(reply.choices[0].message.content, text)
  },
  'JSON by a schema, parsed': async () => {
    const reply = await client.chat.completions.parse({ model: 'json', messages, response_format: responseFormat })
    assert.deepEqual(reply.choices[0].message.parsed, json)
  },
  'the Responses API, whole and streamed': async () => {
    const reply = await client.responses.create({ model: 'text', input: ask })
    assert.equal(reply.output_text, text)
    assert.equal(reply.status, 'completed')
    const stream = client.responses.stream({ model: 'text', input: ask })
    const final = await stream.finalResponse()
    assert.equal(final.output_text, text)
    assert.equal(final.usage.input_tokens, input)
  },
  'calls of tools in the Responses API': async () => {
    const reply = await client.responses.create({
      model: 'calls',
      input: ask,
      tools: [{ type: 'function', name: 'weather', strict: false, parameters: tools[0].function.parameters }],
    })
    const calls = reply.output.filter((item) => item.type === 'function_call')
    assert.deepEqual(
      calls.map((call) => JSON.parse(call.arguments).city),
      cities,
    )
  },
  'embeddings': async () => {
    const reply = await client.embeddings.create({ model: 'local/all-minilm-l6-v2', input: ['a cat', 'a kitten'] })
    assert.equal(reply.data.length, 2)
    assert.equal(reply.data[0].embedding.length, 384)
  },
  'a refusal for too many requests': async () => {
    await assert.rejects(client.chat.completions.create({ model: 'limited', messages }), (error) => {
      assert.ok(error instanceof OpenAI.RateLimitError)
      assert.equal(error.headers.get('retry-after'), '7')
      return true
    })
  },
  'a prompt that is too long': async () => {
    await assert.rejects(client.chat.completions.create({ model: 'overflow', messages }), (error) => {
      assert.ok(error instanceof OpenAI.BadRequestError)
      assert.equal(error.code, 'context_length_exceeded')
      return true
    })
  },
  'an unknown model': async () => {
    await assert.rejects(client.chat.completions.create({ model: 'nobody', messages }), OpenAI.NotFoundError)
  },
  'leaving in the middle of a stream': async () => {
    const stream = await client.chat.completions.create({ model: 'stall', messages, stream: true })
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) {
        stream.controller.abort()
        break
      }
    }
  },
  'the list of models': async () => {
    const names = []
    for await (const model of client.models.list()) {
      names.push(model.id)
    }
    assert.ok(names.includes('text'))
  },
})
